# Long chains of LCMCR on two tables whose posteriors have several modes. Run by hand, from this folder: Rscript lcmcr-long.R
# Writes lcmcr-long.tsv: a row a chain, and one of all. No test reads it; the method page does. Some minutes of processor time.
suppressMessages({
  library(LCMCR)
  library(posterior)
})
cases <- list(list(table = "ukdat_5", burnin = 1000000), list(table = "ukdat", burnin = 500000))
seeds <- 11:14
blocks <- 2
digits <- function(x) formatC(x, digits = 5, format = "g")
rows <- do.call(rbind, lapply(cases, function(case) {
  d <- read.csv(file.path("..", "tables", paste0(case$table, ".csv")))
  lists <- ncol(d) - 1
  names(d)[ncol(d)] <- "Freq"
  d[, 1:lists] <- lapply(d[, 1:lists], factor)
  # 10,000 draws a block, a hundred sweeps apart.
  draws <- sapply(seeds, function(seed) {
    s <- lcmCR(d, tabular = TRUE, K = 10, a_alpha = 0.25, b_alpha = 0.25, buffer_size = 100, thinning = 100,
               seed = seed, verbose = FALSE)
    invisible(lcmCR_PostSampl(s, burnin = case$burnin, samples = 10, thinning = 100, output = FALSE))
    unlist(lapply(seq_len(blocks), function(b) {
      lcmCR_PostSampl(s, burnin = 0, samples = 10000, thinning = 100, output = FALSE)
    }))
  })
  row <- function(chain, v, rhat = "-", ess = "-") {
    q <- round(quantile(v, c(0.5, 0.025, 0.975)))
    data.frame(table = case$table, seed = chain, sweeps = 100 * length(v), median = q[1], low = q[2], high = q[3],
               rhat = rhat, ess = ess)
  }
  each <- do.call(rbind, lapply(seq_along(seeds), function(i) row(seeds[i], draws[, i])))
  rbind(each, row("all", draws, digits(rhat(log(draws))), digits(ess_bulk(log(draws)))))
}))
write.table(rows, "lcmcr-long.tsv", sep = "\t", quote = FALSE, row.names = FALSE)
