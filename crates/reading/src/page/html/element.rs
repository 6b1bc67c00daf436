//! What an element is by its name and its attributes: hidden, furniture, or a part of the article.
//!
//! Not here: where it stands; see the module above. Source: HTML Living Standard, 4 (the elements); the words of classes are data
//! (`data/furniture.tsv`).

use super::super::visible::Tag;
use super::super::words::{Class, words};

/// A name, cut where it is longer than any that matters.
pub(super) type Name = [u8; 12];

pub(super) fn name(bytes: &[u8]) -> Name {
    let mut name = Name::default();
    for (to, from) in name.iter_mut().zip(bytes) {
        *to = from.to_ascii_lowercase();
    }
    name
}

/// The name as text, up to its end.
pub(super) fn text(name: &Name) -> &str {
    let end = name.iter().position(|b| *b == 0).unwrap_or(name.len());
    name.get(..end).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default()
}

pub(super) fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "source"
            | "track"
            | "wbr"
    )
}

/// Elements whose text a reader does not see, or not as text.
fn is_hidden(name: &str) -> bool {
    matches!(
        name,
        "script"
            | "style"
            | "noscript"
            | "template"
            | "title"
            | "svg"
            | "iframe"
            | "object"
            | "select"
            | "textarea"
            | "canvas"
            | "video"
            | "audio"
            | "math"
            | "datalist"
            | "dialog"
            | "noframes"
            | "noembed"
            | "frameset"
    )
}

fn is_furniture(name: &str) -> bool {
    matches!(name, "nav" | "footer" | "aside" | "form" | "button" | "menu" | "search")
}

/// Elements that begin and end blocks.
pub(super) fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "button"
            | "caption"
            | "center"
            | "dd"
            | "details"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "head"
            | "header"
            | "hgroup"
            | "hr"
            | "html"
            | "legend"
            | "li"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "p"
            | "pre"
            | "search"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "tfoot"
            | "thead"
            | "tr"
            | "ul"
            | "xmp"
    )
}

pub(super) fn is_cell(name: &str) -> bool {
    matches!(name, "td" | "th")
}

/// Elements that hold a part of a page: what opens readers' comments in one holds them to its end.
pub(super) fn is_container(name: &str) -> bool {
    matches!(name, "div" | "section" | "ul" | "ol" | "article" | "td" | "main" | "body")
}

/// What an element's name says of the blocks in it.
pub(super) fn tag(name: &str) -> Option<Tag> {
    Some(match name {
        "h1" => Tag::Heading(1),
        "h2" => Tag::Heading(2),
        "h3" | "h4" | "h5" | "h6" => Tag::Heading(3),
        "li" => Tag::Item,
        "blockquote" => Tag::Quote,
        "tr" => Tag::Row,
        "figcaption" | "figure" => Tag::Caption,
        "caption" => Tag::TableCaption,
        _ => return None,
    })
}

/// The attributes of one tag that matter, cut where they are longer than any that does.
#[derive(Debug, Default)]
pub(super) struct Attributes {
    current: Option<Which>,
    values: [String; 7],
    pub(super) hidden: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Which {
    Class,
    Id,
    Role,
    Style,
    AriaHidden,
    Property,
    Content,
}

/// The longest value that is looked at, in bytes.
const VALUE_MAX: usize = 2_048;

impl Attributes {
    pub(super) fn clear(&mut self) {
        self.current = None;
        self.hidden = false;
        for value in &mut self.values {
            value.clear();
        }
    }

    /// The name of the attribute whose value may follow; the first of two wins.
    pub(super) fn attribute(&mut self, name: &[u8]) {
        self.current = match name {
            b"class" => Some(Which::Class),
            b"id" => Some(Which::Id),
            b"role" => Some(Which::Role),
            b"style" => Some(Which::Style),
            b"aria-hidden" => Some(Which::AriaHidden),
            b"property" | b"name" => Some(Which::Property),
            b"content" => Some(Which::Content),
            b"hidden" => {
                self.hidden = true;
                None
            }
            _ => None,
        };
        self.current = self.current.filter(|which| self.value(*which).is_empty());
    }

    pub(super) fn set(&mut self, value: &[u8]) {
        if let Some(slot) =
            self.current.take().and_then(|which| self.values.get_mut(which as usize))
        {
            let value = value.get(..VALUE_MAX).unwrap_or(value);
            slot.push_str(&String::from_utf8_lossy(value));
        }
    }

    fn value(&self, which: Which) -> &str {
        self.values.get(which as usize).map_or("", String::as_str)
    }

    /// The title that a `meta` element gives the page.
    pub(super) fn title(&self) -> Option<&str> {
        let property = self.value(Which::Property);
        let title = ["og:title", "twitter:title"].iter().any(|p| property.eq_ignore_ascii_case(p));
        Some(self.value(Which::Content)).filter(|content| title && !content.is_empty())
    }

    /// Whether the text is not seen.
    fn hides(&self) -> bool {
        let style = self.value(Which::Style).to_ascii_lowercase();
        let by_style =
            style.split(';').filter_map(|rule| rule.split_once(':')).any(|(property, value)| {
                let value = value.replace("!important", "");
                matches!(
                    (property.trim(), value.trim()),
                    ("display", "none")
                        | ("visibility", "hidden" | "collapse")
                        | ("opacity", "0" | "0.0")
                        | ("font-size", "0" | "0px")
                        | ("content-visibility", "hidden")
                )
            });
        // "hidden md:block" is seen on a wide screen.
        let classes = || self.value(Which::Class).split_ascii_whitespace();
        let shown = |class: &str| {
            ["block", "flex", "grid", "inline", "table"].iter().any(|d| class.ends_with(d))
        };
        let by_class = classes().any(|class| words().hides(&class.to_ascii_lowercase()));
        self.hidden
            || self.value(Which::AriaHidden).trim().eq_ignore_ascii_case("true")
            || by_style
            || by_class && !classes().any(|class| shown(class) && class.contains(['-', ':']))
    }

    /// What the words of class, id and role say.
    fn classes(&self) -> Vec<Class> {
        let mut found = Vec::new();
        for which in [Which::Class, Which::Id, Which::Role] {
            for class in self.value(which).split_ascii_whitespace().take(40) {
                let class = class.to_lowercase();
                // "has-sidebar" tells of another element.
                let other = ["no-", "has-", "with-", "without-", "is-", "js-", "hide-", "not-"];
                if other.iter().any(|prefix| class.starts_with(prefix)) {
                    continue;
                }
                for word in class.split(|c: char| !c.is_alphanumeric()).take(12) {
                    found.extend_from_slice(words().class(word));
                }
            }
        }
        found
    }
}

/// Why an element is furniture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Why {
    /// By its name, or because a heading in it says so.
    Hard,
    /// By a word of its class, or a form: the article may stand in it all the same.
    Weak,
    /// What readers wrote.
    Comments,
    /// A `header` outside of an article: the page's, unless the headline is in it.
    Header,
}

/// What an element says of the text in it.
#[derive(Debug)]
pub(super) struct Nature {
    pub(super) hidden: bool,
    pub(super) why: Option<Why>,
    pub(super) tag: Option<Tag>,
    /// Its tag is by a class of an element that does not cut blocks.
    pub(super) by_class: bool,
}

/// What an element is; `in_article` when one stands around it, `picture` when a picture stands directly before.
pub(super) fn nature(
    name: &str,
    attributes: &Attributes,
    in_article: bool,
    picture: bool,
) -> Nature {
    let whole = matches!(name, "html" | "body" | "head");
    let body = whole || matches!(name, "article" | "main" | "h1");
    let classes = if body { Vec::new() } else { attributes.classes() };
    let has = |class| classes.contains(&class);
    let why = if has(Class::Comments) {
        Some(Why::Comments)
    } else if has(Class::Furniture) || name == "form" {
        Some(Why::Weak)
    } else if is_furniture(name) {
        Some(Why::Hard)
    } else if name == "header" && !in_article {
        Some(Why::Header)
    } else {
        None
    };
    let by_class = [
        (Class::Caption, Tag::Caption),
        (Class::Byline, Tag::Byline),
        (Class::Date, Tag::Date),
        (Class::Footnote, Tag::Footnote),
    ];
    let by_class = by_class.into_iter().find(|(class, _)| has(*class)).map(|(_, tag)| tag);
    let by_class =
        by_class.or_else(|| (picture && has(Class::WeakCaption)).then_some(Tag::Caption));
    let named = tag(name);
    Nature {
        hidden: is_hidden(name) || !whole && attributes.hides(),
        why,
        tag: named.or(by_class),
        by_class: named.is_none() && by_class.is_some(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str, attributes: &[(&str, &str)]) -> Nature {
        let mut all = Attributes::default();
        for (key, value) in attributes {
            all.attribute(key.as_bytes());
            all.set(value.as_bytes());
        }
        nature(name, &all, false, false)
    }

    #[test]
    fn what_is_hidden() {
        for (key, value) in [
            ("hidden", ""),
            ("hidden", "until-found"),
            ("aria-hidden", "TRUE"),
            ("style", "color:red; DISPLAY : none !important"),
            ("style", "visibility:hidden"),
            ("style", "opacity:0"),
            ("class", "a sr-only"),
            ("class", "blind"),
            ("class", "hidden"),
        ] {
            assert!(of("div", &[(key, value)]).hidden, "{key}={value}");
        }
        for (key, value) in [
            ("aria-hidden", "false"),
            ("style", "display:block;background:none"),
            ("style", "opacity:0.5"),
            ("class", "hidden md:block"),
            ("class", "d-none d-md-flex"),
            ("class", "hidden-gems"),
            ("data-hidden", ""),
        ] {
            assert!(!of("div", &[(key, value)]).hidden, "{key}={value}");
        }
        assert!(!of("body", &[("style", "display:none")]).hidden);
        assert!(of("script", &[]).hidden);
    }

    #[test]
    fn what_is_furniture() {
        let rows = [
            ("nav", "", Some(Why::Hard)),
            ("header", "", Some(Why::Header)),
            ("form", "", Some(Why::Weak)),
            ("div", "post-share-bar", Some(Why::Weak)),
            ("div", "comments-list", Some(Why::Comments)),
            ("div", "content has-sidebar", None),
            ("div", "shared-story adventure", None),
            ("article", "related", None),
            ("p", "lead", None),
        ];
        for (name, class, why) in rows {
            assert_eq!(of(name, &[("class", class)]).why, why, "{name}.{class}");
        }
    }

    #[test]
    fn the_first_of_two_attributes_wins_and_long_ones_are_cut() {
        let long = "x ".repeat(VALUE_MAX);
        let nature = of("div", &[("class", "lead"), ("class", "menu"), ("id", &long)]);
        assert_eq!(nature.why, None);
        assert_eq!(of("p", &[("class", "byline")]).tag, Some(Tag::Byline));
    }
}
