//! The tables of columns, one a kind. This file is data and long for that reason.
//!
//! Origin of the words: `knowledge_basis`, `testimony_prompt`, `party_position`, `awareness_state`, `claim_modality` and
//! `channel` are the project's vocabulary (docs/glossary.md); dates are EDTF (ISO 8601-2); languages are BCP 47.
//! A new column is added at the end of its table; a name, once released, is read for ever (rename by alias).

use super::schema::{Column, Required, Schema, TableKind, Values};

/// What qualifies a date: `approx` is within a few days, `reported_by` means on that day or before.
pub const PRECISIONS: &[&str] = &["day", "week", "month", "year", "approx", "reported_by"];

/// What may leave the desk: as it is, made coarser, not at all, not yet.
pub const RELEASES: &[&str] = &["public", "coarsened", "withheld", "hold"];

/// The largest count taken, 10^12: more than any people has; what exceeds it is a slip of the keyboard.
pub const COUNT_MAX: u64 = 1_000_000_000_000;

/// The largest age taken, in years.
pub const AGE_MAX: u64 = 130;

const fn col(
    name: &'static str,
    values: Values,
    meaning: &'static str,
    example: &'static str,
) -> Column {
    Column { name, aliases: &[], required: Required::No, values, meaning, example }
}

impl Column {
    const fn must(mut self, required: Required) -> Self {
        self.required = required;
        self
    }

    const fn aka(mut self, aliases: &'static [&'static str]) -> Self {
        self.aliases = aliases;
        self
    }
}

const fn dated(precision: &'static str) -> Values {
    Values::Date { precision: Some(precision) }
}

const fn open(list: &'static [&'static str]) -> Values {
    Values::Word { list, closed: false, many: false }
}

const fn closed(list: &'static [&'static str]) -> Values {
    Values::Word { list, closed: true, many: false }
}

const DATE: Values = Values::Date { precision: None };
const COUNT: Values = Values::Whole { max: COUNT_MAX };
const TEXT: Values = Values::Text;

const CATEGORIES: &[&str] = &[
    "killed",
    "wounded",
    "missing",
    "captured",
    "casualties",
    "casualties_all",
    "killed_or_wounded",
    "casualties_undifferentiated",
    "losses_unspecified",
    "deserted",
    "surrendered",
    "died_of_wounds",
    "non_combat_death",
    "captured_died",
    "remains_repatriated",
    "repatriated_wounded",
    "deployed_strength",
    "deployed_additional",
    "planned_strength",
    "potential_strength",
    "in_kursk",
    "in_border_area",
    "named_dead_displayed",
    "burial_capacity",
    "presence",
    "absence",
    "denial",
    "conditional_non_denial",
    "acknowledgement",
    "no_official_toll",
    "first_clash",
];
const KINDS: &[&str] = &[
    "figure",
    "position",
    "awareness",
    "measure",
    "fate",
    "prediction",
    "circumstance",
    "opinion",
];
const MODALITIES: &[&str] = &[
    "asserted",
    "reported",
    "estimated",
    "calculated",
    "could_have",
    "denied",
    "declined_to_comment",
    "silent",
    "predicted",
    "opinion",
];
const RELATIONS: &[&str] = &[
    "quotes",
    "translates",
    "cites",
    "sums",
    "part_of",
    "updates",
    "supersedes",
    "restates",
    "mutates",
    "stale_repeat",
    "repeats_unattributed",
    "differs",
    "denies",
    "disputes",
    "confirms",
    "comments",
    "reverses",
];
const PROMPTS: &[&str] =
    &["unprompted", "prompted_open", "prompted_with_information", "leading", "unknown"];
const CHANNELS: &[&str] = &[
    "in_person",
    "landline",
    "domestic_mobile",
    "cross_border_mobile_voice",
    "cross_border_text",
    "relay_person",
    "instalments",
    "courier",
    "photo_of_document",
    "radio_two_way",
    "web_form",
    "onion",
    "other",
];
const POSITION_WORDS: &[&str] = &[
    "silent",
    "denies",
    "calls_it_rumour",
    "neither_confirms_nor_denies",
    "acknowledges_presence",
    "acknowledges_losses",
    "publishes_names",
];
const AWARENESS_STATES: &[&str] = &[
    "unaware",
    "heard_rumour",
    "believes",
    "officially_told",
    "officially_denied",
    "officially_acknowledged",
];
const BASES: &[&str] = &[
    "eyewitness",
    "participant",
    "told_by_participant",
    "told_by_family",
    "official_lecture",
    "workplace_rumour",
    "foreign_broadcast",
    "informed_by_us",
    "inference",
    "unknown",
];
const EVIDENCE_KINDS: &[&str] = &[
    "video",
    "photo",
    "audio",
    "document",
    "handwritten_note",
    "identity_document",
    "list",
    "dataset",
    "web_page",
    "satellite",
    "testimony_record",
    "remains_or_object",
];
const MEASURE_KINDS: &[&str] = &[
    "labelling_as_rumour",
    "denial",
    "silence",
    "order_directive",
    "lecture_indoctrination",
    "investigation",
    "detention",
    "sentence",
    "denunciation_duty",
    "mail_inspection",
    "call_jamming",
    "phone_confiscation",
    "device_fine",
    "travel_ban",
    "visit_ban",
    "family_relocation_isolation",
    "nondisclosure_pledge",
    "broadcast_jamming",
    "media_ban",
    "broadcaster_closure",
    "false_documents",
    "remains_withheld",
    "ceremony_without_details",
    "recognition_award",
    "compensation",
];
const STATUSES: &[&str] = &["dead", "captured", "missing", "wounded", "alive", "unknown"];
const SCRIPTS: &[&str] = &["Hang", "Hani", "Latn", "Cyrl", "Jpan"];

const SOURCE_IDS: Column =
    col("source_ids", Values::Ids, "Reports that carry it, by their `source_id`", "EX-1;EX-2")
        .aka(&["sources"]);
const SUPPORT: Column = col(
    "support",
    TEXT,
    "What in the report supports the row, in the desk's words",
    "Second paragraph",
);
const SUPPORT_KO: Column =
    col("support_ko", TEXT, "The same in Korean, for the Korean pages", "두 번째 문단");
const NOTE: Column =
    col("note", TEXT, "The desk's remark", "Lead and body differ").aka(&["notes", "remark"]);
const RELEASE: Column = col(
    "release",
    closed(RELEASES),
    "What may leave the desk; empty means that the program decides",
    "public",
);
const QUOTE_LANG: Column =
    col("quote_lang", Values::Language, "Language of the words quoted", "ko");
const TRANSLATION: Column = col("translation", TEXT, "The words in English", "about 1,100");
const DERIVES: Column =
    col("derives_from", Values::Ids, "Statements that it repeats, cites, sums or updates", "C003");
const PROMPT: Column =
    col("prompt", closed(PROMPTS), "How the source came to say it", "prompted_with_information");
const STIMULUS: Column = col(
    "stimulus",
    Values::Ids,
    "Statements that we ourselves told the source before",
    "C039;C041",
);
const CHANNEL: Column =
    col("channel", open(CHANNELS), "By which way it reached the desk", "cross_border_text");
const DESCRIBES: Column = col(
    "describes",
    TEXT,
    "For the gate, never released: what the row tells of its source or of a third party, as `name=value`",
    "sex=female; age=40s; son: deployed",
);

/// Claims.
pub(crate) static CLAIMS: Schema = Schema {
    kind: TableKind::Claims,
    meaning: "One statement: who said what, when, as of when, through which report.",
    id: Some("claim_id"),
    columns: &[
        col("claim_id", Values::Id, "The desk's name for the statement", "C101")
            .must(Required::Value)
            .aka(&["id", "statement_id"]),
        col("party_group", TEXT, "The country or camp that the party speaks for", "ROK")
            .aka(&["group"]),
        col("party", TEXT, "The authority that speaks; an agency is not its country", "NIS")
            .must(Required::Value),
        col("speaker", TEXT, "Who spoke for it, by name or office", "Director").aka(&["said_by"]),
        col(
            "announced_date",
            dated("announced_precision"),
            "When it was said, so that the world could know",
            "2031-03-14",
        )
        .must(Required::Column)
        .aka(&["said_date", "said_on", "announced"]),
        col(
            "announced_precision",
            Values::Precision,
            "How precise that date is; empty means as written",
            "day",
        )
        .aka(&["said_precision"]),
        col(
            "as_of_date",
            dated("as_of_precision"),
            "The day for which the figure holds",
            "2031-03-12",
        )
        .aka(&["as_of"]),
        col("as_of_precision", Values::Precision, "How precise that date is", "approx"),
        col(
            "period_start",
            DATE,
            "First day of the window, for a figure that counts a period",
            "2031-03-01",
        ),
        col("period_end", DATE, "Last day of the window", "2031-03-12"),
        col(
            "category",
            open(CATEGORIES),
            "What is counted, or what else is said, in the party's sense",
            "killed",
        )
        .must(Required::Unless("kind")),
        col("qualifier", TEXT, "The words around the number, as said", "already exceeded"),
        col("low", COUNT, "Lowest number said", "3000").aka(&["min"]),
        col("best", COUNT, "The number said", "3000").aka(&["value", "number"]),
        col("high", COUNT, "Highest number said", "4000").aka(&["max"]),
        col(
            "fraction",
            Values::Fraction,
            "A share, when that is what was said; it is not multiplied out",
            "0.5",
        ),
        col("fraction_base", Values::WholeOrRange, "What the share is of", "11000-12000"),
        DERIVES,
        col(
            "relation",
            open(RELATIONS),
            "How it follows from them, as the desk sees it",
            "updates",
        ),
        SOURCE_IDS,
        SUPPORT,
        SUPPORT_KO,
        NOTE,
        col("publisher", TEXT, "Who printed the report", "Example Wire"),
        col("title", TEXT, "The report's headline", "Losses put at 3,000"),
        col("url", Values::Address, "Where the report is", "https://news.example/a"),
        col(
            "kind",
            closed(KINDS),
            "What kind of statement; empty means that the category decides",
            "figure",
        ),
        col("words", TEXT, "The quantity's words, verbatim", "약 1,100여 명"),
        col("lang", Values::Language, "Language of `words`", "ko"),
        col("population", TEXT, "Whose casualties: a code, or several with `+`", "KP+RU"),
        col(
            "scope",
            TEXT,
            "Where and from which cause the count is taken",
            "Kursk, engagement with Ukrainian forces",
        ),
        col(
            "scope_extent",
            closed(&["whole", "part"]),
            "Whether the scope is all of the war's front or a part; empty means that the program decides",
            "part",
        ),
        col("place", TEXT, "Where it happened", "Kursk"),
        col("modality", open(MODALITIES), "How it was put", "estimated"),
        col("handle", TEXT, "The handle of a protected source; never a name", "H-07"),
        PROMPT,
        STIMULUS,
        CHANNEL,
        col("outcome", TEXT, "What became of a prediction", "came true"),
        col("outcome_date", DATE, "When that was known", "2031-05"),
        col("outcome_claim", Values::Ids, "The statements that show it", "C120"),
        col("quote", TEXT, "The sentence as published", "The losses have already exceeded 3,000"),
        QUOTE_LANG,
        TRANSLATION,
        RELEASE,
        DESCRIBES,
    ],
};

/// Measures.
pub(crate) static MEASURES: Schema = Schema {
    kind: TableKind::Measures,
    meaning: "One act of information control: who did what to whom, where, since when, and who says so.",
    id: Some("measure_id"),
    columns: &[
        col("measure_id", Values::Id, "The desk's name for the measure", "M101")
            .must(Required::Value)
            .aka(&["id"]),
        col("actor", TEXT, "Who took it; `-` when nobody is named", "Provincial committee")
            .aka(&["issuer"]),
        col(
            "type",
            Values::Word { list: MEASURE_KINDS, closed: false, many: true },
            "What kind of measure",
            "investigation",
        )
        .must(Required::Value)
        .aka(&["kind"]),
        col("date_from", dated("date_precision"), "When it began", "2031-02")
            .aka(&["date", "from"]),
        col("date_to", DATE, "When it ended", "2031-04").aka(&["to"]),
        col("date_precision", Values::Precision, "How precise `date_from` is", "month"),
        col("place", TEXT, "Where", "Northern Province"),
        col("target", TEXT, "Whom it hit", "families who ask"),
        col(
            "what",
            TEXT,
            "What was done, in the desk's words",
            "Asking about the deployment led to questioning",
        ),
        col(
            "what_ko",
            TEXT,
            "The same in Korean, for the Korean pages",
            "파병에 대해 묻자 조사를 받았다",
        ),
        col("alleged_by", TEXT, "Who says so", "protected source"),
        col("status", TEXT, "How well it is known", "single source"),
        SOURCE_IDS,
        col("contradicted_by", Values::Ids, "Measures or statements that speak against it", "M12"),
        NOTE,
        RELEASE,
        DESCRIBES,
    ],
};

/// Positions.
pub(crate) static POSITIONS: Schema = Schema {
    kind: TableKind::Positions,
    meaning: "One position of a party towards the deaths, from a day on; silence is a position too.",
    id: Some("position_id"),
    columns: &[
        col("position_id", Values::Id, "The desk's name for the row", "S101")
            .must(Required::Value)
            .aka(&["id"]),
        col("party_group", TEXT, "The country or camp that the party speaks for", "DPRK")
            .aka(&["group"]),
        col("party", TEXT, "The authority", "Foreign ministry").must(Required::Value),
        col("position", closed(POSITION_WORDS), "What it holds", "calls_it_rumour")
            .must(Required::Value),
        col("said_date", dated("said_precision"), "When it took the position", "2031-03-14")
            .must(Required::Column)
            .aka(&["said_on", "announced_date"]),
        col("said_precision", Values::Precision, "How precise that date is", "day")
            .aka(&["announced_precision"]),
        col("until", DATE, "The last day on which it held, if known", "2031-05-01"),
        col("words", TEXT, "Its words, verbatim", "groundless rumours"),
        QUOTE_LANG,
        TRANSLATION,
        DERIVES,
        SOURCE_IDS,
        SUPPORT,
        SUPPORT_KO,
        NOTE,
        RELEASE,
    ],
};

/// Awareness.
pub(crate) static AWARENESS: Schema = Schema {
    kind: TableKind::Awareness,
    meaning: "What one population at one place knew of one proposition, how, and since when.",
    id: Some("awareness_id"),
    columns: &[
        col("awareness_id", Values::Id, "The desk's name for the row", "A101")
            .must(Required::Value)
            .aka(&["id"]),
        col("population", TEXT, "Who", "soldiers' parents").must(Required::Value),
        col("population_ko", TEXT, "The same in Korean, for the Korean pages", "군인 부모들"),
        col("place", TEXT, "Where, no finer than may be known", "Northern Province"),
        col("proposition", TEXT, "What they know or do not know", "Our soldiers died abroad")
            .must(Required::Value),
        col("state", closed(AWARENESS_STATES), "In which way", "heard_rumour")
            .must(Required::Value),
        col("basis", closed(BASES), "How they know", "workplace_rumour"),
        col("observed_date", dated("observed_precision"), "When it was so", "2031-02"),
        col("observed_precision", Values::Precision, "How precise that date is", "month"),
        col(
            "said_date",
            dated("said_precision"),
            "When the desk or the world was told",
            "2031-03-01",
        ),
        col("said_precision", Values::Precision, "How precise that date is", "day"),
        col(
            "said_by",
            TEXT,
            "A party, or `handle:` and the handle of a protected source",
            "handle:H-07",
        ),
        PROMPT,
        STIMULUS,
        CHANNEL,
        col("words", TEXT, "The words, verbatim", "Nobody knows"),
        QUOTE_LANG,
        TRANSLATION,
        DERIVES,
        SOURCE_IDS,
        SUPPORT,
        SUPPORT_KO,
        NOTE,
        RELEASE,
        DESCRIBES,
    ],
};

/// Evidence.
pub(crate) static EVIDENCE: Schema = Schema {
    kind: TableKind::Evidence,
    meaning: "One photograph, video, document or other item, and what is known of it.",
    id: Some("evidence_id"),
    columns: &[
        col("evidence_id", Values::Id, "The desk's name for the item", "E101")
            .must(Required::Value)
            .aka(&["id"]),
        col("type", open(EVIDENCE_KINDS), "What it is", "video")
            .must(Required::Value)
            .aka(&["kind"]),
        col("made", DATE, "When it was made; not when it was released", "2031-02"),
        col("released", dated("released_precision"), "When it was released", "2031-03-14"),
        col("released_precision", Values::Precision, "How precise that date is", "day"),
        col("released_by", TEXT, "Who released it", "Ministry channel"),
        col(
            "shows",
            TEXT,
            "What can be seen; an appearance is not a nationality",
            "a trench and two men",
        ),
        col("shows_ko", TEXT, "The same in Korean, for the Korean pages", "참호와 두 사람"),
        col("place", TEXT, "Where it was made", "Kursk"),
        col(
            "content_hash_available",
            Values::YesNo,
            "Whether the bytes, or a hash of them, are kept",
            "no",
        ),
        col("verification", TEXT, "Who tested what, with which result", "unverified"),
        SOURCE_IDS,
        col("links", Values::Ids, "Statements and measures that it bears on", "C039;M19"),
        NOTE,
        RELEASE,
    ],
};

/// Persons.
pub(crate) static PERSONS: Schema = Schema {
    kind: TableKind::Persons,
    meaning: "One person as the record knows them; the names are in the table of mentions.",
    id: Some("person_id"),
    columns: &[
        col("person_id", Values::Id, "The desk's name for the person", "P101")
            .must(Required::Value)
            .aka(&["id"]),
        col("status", open(STATUSES), "What is said to have become of them", "dead")
            .must(Required::Column),
        col("age", Values::Age, "Age in years, or the words said of it", "22"),
        col("affiliation", TEXT, "What they belonged to", "Youth League"),
        col("affiliation_ko", TEXT, "The same in Korean, for the Korean pages", "청년동맹원"),
        col("named_by", TEXT, "Who named them", "state television"),
        col("circumstance", TEXT, "What is said to have happened", "wounded by a drone"),
        col(
            "circumstance_ko",
            TEXT,
            "The same in Korean, for the Korean pages",
            "드론 공격으로 부상",
        ),
        col("death_period", DATE, "When they died, as a date or an interval", "2031-01/2031-04"),
        col("sensitivity", TEXT, "What must be minded", "state-published"),
        NOTE,
        RELEASE,
        col("place", TEXT, "Where they died or were last seen", "Kursk"),
        col("unit", TEXT, "Their unit", "Example Brigade"),
        col("rank", TEXT, "Their rank", "private"),
    ],
};

/// Mentions.
pub(crate) static MENTIONS: Schema = Schema {
    kind: TableKind::Mentions,
    meaning: "One person's name as one source prints it.",
    id: None,
    columns: &[
        col("person_id", Values::Id, "Whose name it is", "P101").must(Required::Value),
        col(
            "mention",
            TEXT,
            "The name as printed, in its script and grammatical case",
            "Ка Наданом",
        )
        .must(Required::Value)
        .aka(&["name"]),
        col("script", open(SCRIPTS), "Its script (ISO 15924)", "Cyrl"),
        col("lang", Values::Language, "The text's language", "ru"),
        col(
            "role",
            open(&["name", "family", "given", "alias", "cover_name"]),
            "What part of the name it is",
            "name",
        ),
        col("age", Values::Age, "Age as that source gives it", "22"),
        col("date", DATE, "When the source appeared", "2031-03-14"),
        col("source_id", Values::Id, "The source", "EX-1"),
        NOTE,
        RELEASE,
        col("system", TEXT, "The system of transliteration, if known", "Kontsevich"),
    ],
};

/// Sources.
pub(crate) static SOURCES: Schema = Schema {
    kind: TableKind::Sources,
    meaning: "One report, or one protected source by its handle; never an identity.",
    id: Some("source_id"),
    columns: &[
        col("source_id", Values::Id, "The desk's name for the report", "EX-1")
            .must(Required::Value)
            .aka(&["id"]),
        col("publisher", TEXT, "Who published it", "Example Wire"),
        col(
            "publisher_kind",
            open(&[
                "major",
                "agency",
                "state-agency",
                "specialist",
                "minor",
                "aggregator",
                "mirror",
                "opinion",
            ]),
            "What kind of publisher",
            "agency",
        ),
        col("lang", Values::Language, "Its language", "en"),
        col("title", TEXT, "Its headline", "Losses put at 3,000"),
        col("url", Values::Address, "Where it is", "https://news.example/a"),
        col("published", DATE, "When it was published", "2031-03-14"),
        col("access", TEXT, "What of it the desk has", "stored copy"),
        RELEASE,
        CHANNEL,
        col("handle", TEXT, "The handle of a protected source; never a name", "H-07"),
    ],
};
