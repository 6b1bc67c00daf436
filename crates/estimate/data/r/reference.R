# What R's packages say on tables of `../tables`. Run by hand, from this folder: Rscript reference.R
# Writes the .tsv files beside it; the tests compare with them and never run R.
suppressMessages({
  library(SparseMSE)
  library(Rcapture)
  library(dga)
  library(LCMCR)
  library(posterior)
})

overlap <- function(name) {
  d <- read.csv(file.path("..", "tables", paste0(name, ".csv")))
  names(d)[ncol(d)] <- "n"
  d
}
write_tsv <- function(x, file) {
  write.table(x, file, sep = "\t", quote = FALSE, row.names = FALSE)
}
digits <- function(x) formatC(x, digits = 12, format = "g")

# 1. Every hierarchical log-linear model of four lists: Rcapture::closedpMS.t.
all_models <- do.call(rbind, lapply(c("kosovo", "hiv_rome"), function(name) {
  r <- closedpMS.t(as.matrix(overlap(name)), dfreq = TRUE)$results
  data.frame(table = name, model = rownames(r), abundance = digits(r[, "abundance"]),
             deviance = digits(r[, "deviance"]), bic = digits(r[, "BIC"]))
}))
write_tsv(all_models, "rcapture.tsv")

# 2. Models of pairs on sparse tables, with parameters at minus infinity: SparseMSE::checkident and modelfit.
set.seed(20261123)
sparse <- do.call(rbind, lapply(c("artificial_3", "western", "neworl_5", "ukdat_5", "ned_5"), function(name) {
  d <- overlap(name)
  lists <- ncol(d) - 1
  pairs <- combn(lists, 2)
  sets <- unique(lapply(1:40, function(i) sort(sample(ncol(pairs), sample(0:min(6, ncol(pairs)), 1)))))
  do.call(rbind, lapply(sets, function(s) {
    mX <- if (length(s) == 0) NULL else pairs[, s, drop = FALSE]
    code <- if (is.null(mX)) 0 else checkident(d, mX)
    n <- NA
    if (code == 0) {
      fit <- suppressWarnings(modelfit(d, mX = mX, check = FALSE))$fit
      n <- sum(d$n) + exp(coef(fit)[1])
    }
    label <- if (length(s) == 0) "-" else paste(apply(pairs[, s, drop = FALSE], 2, paste, collapse = ""), collapse = ",")
    data.frame(table = name, pairs = label, code = code, abundance = ifelse(is.na(n), "-", digits(n)))
  }))
}))
write_tsv(sparse, "sparsemse.tsv")

# 3. Averages over decomposable graphs: dga::bma.cr, on a grid that holds the whole posterior, under 1/N (its default is 1/(N - n)).
data(graphs3); data(graphs4); data(graphs5)
graphs <- do.call(rbind, lapply(list(list("artificial_3", 3, 400000), list("kosovo", 4, 120000), list("hiv_rome", 4, 60000)), function(x) {
  d <- overlap(x[[1]]); p <- x[[2]]
  y <- array(0, rep(2, p))
  for (i in seq_len(nrow(d))) y[matrix(as.integer(d[i, 1:p]) + 1, 1)] <- d$n[i]
  g <- if (p == 3) graphs3 else if (p == 4) graphs4 else graphs5
  do.call(rbind, lapply(c(2^-p, 0.25, 0.5, 1), function(delta) {
    missing <- 0:x[[3]]
    w <- colSums(bma.cr(y, missing, delta, g, logprior = -log(sum(d$n) + missing))); w <- w / sum(w)
    at <- function(q) sum(d$n) + missing[which(cumsum(w) >= q)[1]]
    data.frame(table = x[[1]], delta = delta, mean = digits(sum(d$n) + sum(w * missing)), low = at(0.025),
               median = at(0.5), high = at(0.975), last_tenth = digits(sum(w[missing > 0.9 * x[[3]]])))
  }))
}))
write_tsv(graphs, "dga.tsv")

# 4. Convergence of chains: posterior. The draws are written too, to twelve digits.
ar <- function(n, rho, shift) { x <- numeric(n); e <- rnorm(n); x[1] <- e[1]; for (i in 2:n) x[i] <- rho * x[i - 1] + e[i]; x + shift }
cases <- list(independent = sapply(1:4, function(i) rnorm(400)),
              sticky = sapply(1:4, function(i) ar(400, 0.9, 0)),
              apart = sapply(1:4, function(i) ar(400, 0.5, 0.4 * i)),
              heavy = sapply(1:4, function(i) rt(400, 1.5)),
              odd = sapply(1:3, function(i) round(ar(251, 0.3, 0) * 2)))
draws <- do.call(rbind, lapply(names(cases), function(n) {
  m <- cases[[n]]
  data.frame(case = n, chain = rep(seq_len(ncol(m)), each = nrow(m)), value = digits(as.vector(m)))
}))
write_tsv(draws, "posterior-draws.tsv")
judged <- do.call(rbind, lapply(names(cases), function(n) {
  m <- apply(cases[[n]], 2, function(v) as.numeric(digits(v)))
  data.frame(case = n, rhat = digits(rhat(m)), ess_bulk = digits(ess_bulk(m)), ess_tail = digits(ess_tail(m)),
             mcse_q2.5 = digits(mcse_quantile(m, 0.025)), mcse_median = digits(mcse_quantile(m, 0.5)))
}))
write_tsv(judged, "posterior.tsv")

# 5. Latent classes: LCMCR, four seeds on Kosovo.
d <- overlap("kosovo")
names(d)[ncol(d)] <- "Freq"
d[, 1:4] <- lapply(d[, 1:4], factor)
lcm <- do.call(rbind, lapply(1:4, function(seed) {
  cpu <- system.time({
    s <- lcmCR(d, tabular = TRUE, K = 10, buffer_size = 100, thinning = 100, seed = seed, verbose = FALSE)
    v <- lcmCR_PostSampl(s, burnin = 20000, samples = 3000, thinning = 50, output = FALSE)
  })[["user.self"]]
  data.frame(seed = seed, median = median(v), low = quantile(v, 0.025), high = quantile(v, 0.975),
             ess = digits(ess_basic(log(v))), cpu_s = cpu)
}))
write_tsv(lcm, "lcmcr.tsv")
packages <- c("SparseMSE", "Rcapture", "dga", "LCMCR", "posterior")
write_tsv(data.frame(package = c("R", packages), version = c(as.character(getRversion()), sapply(packages, function(p) as.character(packageVersion(p))))), "versions.tsv")
