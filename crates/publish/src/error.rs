//! What can go wrong while publishing: the sink, a template, a serialiser.

/// Why an edition was not published.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The sink did not take a file.
    #[error("Cannot write `{path}`")]
    Sink {
        /// The file's path inside the site.
        path: String,
        /// What the sink said.
        source: std::io::Error,
    },
    /// A template did not render; the output would be incomplete.
    #[error("Cannot render `{path}`")]
    Render {
        /// The page's path inside the site.
        path: String,
        /// What the template said.
        source: askama::Error,
    },
    /// A row did not become JSON.
    #[error("Cannot write JSON for `{path}`")]
    Json {
        /// The file's path inside the site.
        path: String,
        /// What the serialiser said.
        source: serde_json::Error,
    },
    /// A row did not become CSV.
    #[error("Cannot write CSV for `{path}`")]
    Csv {
        /// The file's path inside the site.
        path: String,
        /// What the writer said.
        source: csv::Error,
    },
}
