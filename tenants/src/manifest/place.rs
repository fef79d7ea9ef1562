//! The manifest of a tenant that has moved: as people wrote it, but for its placement.

use serde::Deserialize;
use serde_spanned::Spanned;

use super::Placement;

#[derive(Deserialize)]
struct Written {
    placement: Place,
}

#[derive(Deserialize)]
struct Place {
    kind: Spanned<String>,
}

/// None: this is no manifest.
pub(super) fn placed(source: &str, placement: Placement) -> Option<String> {
    let written: Written = toml::from_str(source).ok()?;
    let mut placed = source.to_owned();
    placed.replace_range(written.placement.kind.span(), &format!("{:?}", placement.name()));
    Some(placed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_the_placement_changes() {
        let table =
            "# 频道\nslug = \"own\"\n[placement]\n  kind = \"pooled\" # with others\n[quotas]\nburst = 1\n";
        let moved = table.replace("\"pooled\"", "\"own\"");
        assert_eq!(placed(table, Placement::Own).as_deref(), Some(&*moved));
        assert_eq!(placed(&moved, Placement::Pooled).as_deref(), Some(table));
        assert_eq!(
            placed("placement = { kind = 'own' }", Placement::Pooled).as_deref(),
            Some("placement = { kind = \"pooled\" }")
        );
        assert_eq!(placed("slug = \"own\"", Placement::Own), None);
    }
}
