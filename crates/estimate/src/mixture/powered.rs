//! The sweep of a replica whose likelihood is raised to a power.
//!
//! Nobody can be allotted in fractions, so there is no allocation here: classes exchange places, the concentration is
//! drawn given the sticks, and one
//! class is drawn anew from the prior and kept by the ratio of likelihoods. The glide does the rest.

use super::cells::Cells;
use super::state::Replica;

impl Replica {
    /// Moves a replica whose likelihood is raised to a power: nobody can be allotted in fractions, so classes are
    /// reordered, the concentration drawn,
    /// and one class drawn anew from the prior, kept by the ratio of likelihoods.
    pub(super) fn sweep_powered(&mut self, cells: &Cells, beta: f64) {
        let k = cells.classes;
        self.reorder_powered(k);
        let ln_left: f64 = (0..k - 1).map(|h| -softplus(self.params.sticks[h])).sum();
        self.draw_alpha(k, ln_left);
        let (on, off) = (self.prior.capture_on, self.prior.capture_off);
        for what in 0..2 {
            let before = self.params.clone();
            let (ln_chance, ln_full) = (self.ln_chance.clone(), self.ln_full);
            if what == 0 {
                let h = self.stream.below(k);
                for row in &mut self.params.odds {
                    row[h] = self.stream.beta_odds(on, off);
                }
                self.params.refresh();
            } else if k > 1 {
                let h = self.stream.below(k - 1);
                let (ln_v, ln_1v) = self.stream.ln_beta_pair(1.0, self.params.alpha);
                self.params.sticks[h] = ln_v - ln_1v;
                self.params.sizes_from_sticks(k);
            }
            self.note_chances(cells);
            let change = beta * (self.ln_full - ln_full);
            if self.stream.uniform().ln() >= change {
                self.params = before;
                self.ln_chance = ln_chance;
                self.ln_full = ln_full;
            }
        }
    }

    /// Exchanges neighbouring classes, sizes and all: the likelihood stays, the law of the sticks has the ratio (1 − V) / (1 − V′).
    fn reorder_powered(&mut self, k: usize) {
        let mut left = 1.0;
        for h in 0..k.saturating_sub(1) {
            let (a, b) = (self.params.nu[h], self.params.nu[h + 1]);
            let ln_ratio = if h + 2 == k {
                (self.params.alpha - 1.0) * (a / b).ln()
            } else {
                ((left - a) / (left - b)).ln()
            };
            if a > 1e-12
                && b > 1e-12
                && left - a > 1e-12
                && left - b > 1e-12
                && self.stream.uniform().ln() < ln_ratio
            {
                self.params.nu.swap(h, h + 1);
                for row in &mut self.params.odds {
                    row.swap(h, h + 1);
                }
                self.params.sticks[h] = (b / (left - b)).ln();
                if h + 2 < k {
                    let rest = left - b - a;
                    self.params.sticks[h + 1] = (a / rest.max(1e-300)).ln();
                }
                self.params.refresh();
            }
            left -= self.params.nu[h];
        }
    }
}

/// ln(1 + e^y), right at both ends.
fn softplus(y: f64) -> f64 {
    if y > 30.0 { y } else { y.exp().ln_1p() }
}
