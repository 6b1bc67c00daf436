//! From an article to draft statements, with the spans that they came from.
