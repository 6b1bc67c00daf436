"""Cenotaph beside Splink 5.0.0 with DuckDB: the same generated list, the same rules of blocking, two threads, runs in turn.

    cargo build --release -p cenotaph && cargo build --release -p cenotaph-link --example lists
    python3 crates/link/benches/beside_splink.py --records 1000000 --runs 3 --venv DIR --work DIR

Splink comes from PyPI into the environment of --venv, which must lie outside the project. Both programs read the CSV file and write
files of persons and of pairs; each runs in a process of its own, whose CPU seconds (user and system), wall seconds and greatest resident
memory are taken from rusage. Printed are the figures of each run, the ratios of the medians, and how well each did by the truth.

Both compare the same seven fields with term frequencies, train without labels and cluster. What differs: Splink's comparisons are its own
(Jaro-Winkler and Levenshtein levels on text), ours are the default ones for the kinds of the fields; Splink's clusters are connected
components above a probability, the best of four of which by the truth is taken, ours are those that the program makes by default.
"""

import argparse
import csv
import json
import os
import pathlib
import statistics
import subprocess
import sys
import time
from collections import Counter

KINDS = {
    "family_name": "family",
    "given_name": "given",
    "date_of_birth": "date",
    "date_of_death": "date",
    "place_of_birth": "text",
    "unit": "text",
    "document_number": "code",
}
# Each rule as columns that must be equal.
RULES = [
    ["document_number"],
    ["family_name", "given_name"],
    ["family_name", "date_of_birth"],
    ["given_name", "date_of_birth"],
    ["family_name", "date_of_death"],
    ["given_name", "date_of_death"],
    ["place_of_birth", "date_of_birth"],
]
# With these, many more candidates.
WIDE = [["family_name", "unit"], ["date_of_birth", "date_of_death"]]
THRESHOLDS = (0.5, 0.8, 0.95, 0.99)


def rules(wide):
    return RULES + (WIDE if wide else [])


def child(path, out, threads, wide):
    """One run of Splink, as its documents have it."""
    import duckdb
    import splink.comparison_library as cl
    from splink import Linker, SettingsCreator, block_on
    from splink.internals.duckdb.database_api import DuckDBAPI

    connection = duckdb.connect()
    connection.execute(f"SET threads = {threads}")
    columns = ", ".join(f"nullif({c}, '') AS {c}" for c in KINDS)
    source = "read_csv(?, header = true, all_varchar = true)"
    connection.execute(f"CREATE TABLE records AS SELECT unique_id, {columns} FROM {source}", [path])
    api = DuckDBAPI(connection)
    by_frequency = {"term_frequency_adjustments": True}
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            cl.JaroWinklerAtThresholds("family_name", [0.92, 0.8]).configure(**by_frequency),
            cl.JaroWinklerAtThresholds("given_name", [0.92, 0.8]).configure(**by_frequency),
            cl.LevenshteinAtThresholds("date_of_birth", [1, 2]).configure(**by_frequency),
            cl.LevenshteinAtThresholds("date_of_death", [1, 2]),
            cl.JaroWinklerAtThresholds("place_of_birth", [0.92, 0.8]).configure(**by_frequency),
            cl.ExactMatch("unit").configure(**by_frequency),
            cl.LevenshteinAtThresholds("document_number", [1, 2]),
        ],
        blocking_rules_to_generate_predictions=[block_on(*r) for r in rules(wide)],
        retain_intermediate_calculation_columns=False,
        retain_matching_columns=False,
    )
    linker = Linker(api.register(connection.table("records")), settings, log_level=40)
    exact = [block_on("document_number"), block_on("family_name", "given_name", "date_of_birth")]
    linker.training.estimate_probability_two_random_records_match(exact, recall=0.5)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for rule in (["family_name", "given_name"], ["date_of_birth", "date_of_death"]):
        linker.training.estimate_parameters_using_expectation_maximisation(
            block_on(*rule), record_sample_proportion=1.0, max_pairs=1e6
        )
    pairs = linker.inference.predict(threshold_match_weight=-7)
    connection.execute(f"COPY (SELECT * FROM {pairs.physical_name}) TO '{out}.pairs' (FORMAT csv)")
    # One clustering counts; the others are for the choice by the truth and are taken off.
    times = []
    for threshold in THRESHOLDS:
        times.append((time.process_time(), time.perf_counter()))
        found = linker.clustering.cluster_pairwise_predictions_at_threshold(
            pairs, threshold_match_probability=threshold
        )
        select = f"SELECT unique_id, cluster_id AS person_id FROM {found.physical_name}"
        connection.execute(f"COPY ({select}) TO '{out}.{threshold}' (FORMAT csv, HEADER)")
    end = time.process_time(), time.perf_counter()
    print(json.dumps({"less": [end[0] - times[1][0], end[1] - times[1][1]]}))


def measured(command, environment=None):
    """CPU seconds, wall seconds, MB; and what was printed."""
    begin = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, env={**os.environ, **(environment or {})})
    printed = process.stdout.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begin
    if status:
        sys.exit(f"{command[0]} ended with status {status}")
    return [usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024], printed


def settings(path, wide):
    quoted = ", ".join('"' + " + ".join(r) + '"' for r in rules(wide))
    text = f'id = "unique_id"\nrules = [{quoted}]\n'
    for field, kind in KINDS.items():
        text += f'\n[[fields]]\nname = "{field}"\nkind = "{kind}"\nfrom = ["{field}"]\n'
    path.write_text(text)


def pairs_of(n):
    return n * (n - 1) // 2


def well(truth, path):
    """Precision, recall and F1 of the pairs within persons."""
    with open(path, newline="") as file:
        found = {row["unique_id"]: row["person_id"] for row in csv.DictReader(file)}
    both, made, held = Counter(), Counter(), Counter()
    for record, person in truth.items():
        cluster = found.get(record, record)
        both[person, cluster] += 1
        made[cluster] += 1
        held[person] += 1
    right, said, true = (sum(map(pairs_of, c.values())) for c in (both, made, held))
    return right / max(said, 1), right / max(true, 1), 2 * right / max(said + true, 1)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--child", nargs=4, help=argparse.SUPPRESS)
    parser.add_argument("--records", default="100000")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--profile", default="standard")
    parser.add_argument("--scripts", default="latin")
    parser.add_argument("--wide", action="store_true", help="two more rules: many more candidates")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--threads", default="2")
    parser.add_argument("--program", default="target/release/cenotaph")
    parser.add_argument("--lists", default="target/release/examples/lists")
    parser.add_argument("--venv", type=pathlib.Path)
    parser.add_argument("--work", type=pathlib.Path)
    args = parser.parse_args()
    if args.child:
        path, out, threads, wide = args.child
        return child(path, out, threads, wide == "True")
    args.work.mkdir(parents=True, exist_ok=True)
    python = args.venv / "bin/python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", args.venv], check=True)
        subprocess.run([args.venv / "bin/pip", "install", "-q", "splink==5.0.0"], check=True)
    plan = [args.records, args.seed, args.profile, args.scripts]
    data = args.work / ("-".join(plan) + ".csv")
    if not data.exists():
        subprocess.run([args.lists, *plan, data], check=True)
    with open(data, newline="") as file:
        truth = {row["unique_id"]: row["person_id"] for row in csv.DictReader(file)}
    config, ours, theirs = args.work / "link.toml", args.work / "ours", args.work / "theirs"
    settings(config, args.wide)
    figures = {"cenotaph": [], "splink": []}
    for run in range(args.runs):
        command = [args.program, "link", data, "--config", config, "--out", ours, "--json", "--quiet"]
        figure, printed = measured(command, {"RAYON_NUM_THREADS": args.threads})
        said = json.loads(printed)
        figures["cenotaph"].append(figure)
        command = [python, __file__, "--child", data, theirs, args.threads, str(args.wide)]
        figure, printed = measured(command)
        less = json.loads(printed.splitlines()[-1])["less"]
        figures["splink"].append([figure[0] - less[0], figure[1] - less[1], figure[2]])
        for who, rows in figures.items():
            cpu, wall, memory = rows[-1]
            print(f"run {run + 1}  {who:9} {cpu:8.2f} s CPU  {wall:8.2f} s  {memory:7.0f} MB", flush=True)
    middle = {who: [statistics.median(c) for c in zip(*rows)] for who, rows in figures.items()}
    ratio = [b / a for a, b in zip(middle["cenotaph"], middle["splink"])]
    candidates = sum(r["pairs"] for r in said["rules"])
    print(f"candidates: {candidates} over {len(said['rules'])} rules, those of several rules counted in each")
    print(f"splink / cenotaph: CPU {ratio[0]:.1f}  wall {ratio[1]:.1f}  memory {ratio[2]:.1f}")
    print("cenotaph: precision {:.4f} recall {:.4f} F1 {:.4f}".format(*well(truth, ours / "persons.csv")))
    best = max((well(truth, f"{theirs}.{t}") + (t,) for t in THRESHOLDS), key=lambda r: r[2])
    print("splink at {3}, the best of four: precision {0:.4f} recall {1:.4f} F1 {2:.4f}".format(*best))


if __name__ == "__main__":
    main()
