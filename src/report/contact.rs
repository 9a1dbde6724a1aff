//! A contact sheet: every picture of a folder on one page, each with its title and its values.

use super::{ReportError, page_templates};
use minijinja::context;
use minijinja::value::Serde;
use serde::Serialize;

const PAGE: &str = include_str!("templates/contact.html");

/// One picture of a folder.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ContactPicture {
    /// File name without ending: PNG and CSV have the same.
    pub name: String,
    /// Finding as title.
    pub title: String,
    /// Alternative text.
    pub alt: String,
}

/// The page that shows `pictures`, which are in the folder of the page.
///
/// # Errors
/// The template is broken.
pub fn contact_sheet(title: &str, pictures: &[ContactPicture]) -> Result<String, ReportError> {
    let mut templates = page_templates();
    templates.add_template("contact.html", PAGE)?;
    let page = context! { title, pictures => minijinja::Value::from(Serde(pictures)) };
    Ok(templates.get_template("contact.html")?.render(page)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_picture_is_on_the_sheet_with_its_text() {
        let one = ContactPicture {
            name: "01-a".to_string(),
            title: "A <b> & c".to_string(),
            alt: "26.7% in 2024/25".to_string(),
        };
        let page = contact_sheet("Birmingham: slides", &[one]).unwrap();
        assert!(page.contains("src=\"01-a.png\" alt=\"26.7% in 2024/25\""), "{page}");
        assert!(page.contains("href=\"01-a.csv\"") && page.contains("A &lt;b&gt; &amp; c"));
    }
}
