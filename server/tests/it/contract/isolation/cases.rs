//! Every question and mutation that takes an id.

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{TypeKind, TypeSystemDefinition};
use ovation::schemas;

/// What to ask, by the prefix of the id that it takes. `$show` and `$vote` are the asker's own.
pub const CONSOLE: &[(&str, &str)] = &[
    ("show", "query ($id: ID!) { show(id: $id) { id } }"),
    (
        "show",
        "mutation ($id: ID!) { updateShow(id: $id, input: { title: \"x\" }) { outcome show { id } } }",
    ),
    (
        "show",
        "mutation ($id: ID!) { startShow(id: $id) { outcome from show { id } } }",
    ),
    (
        "show",
        "mutation ($id: ID!) { endShow(id: $id) { outcome from show { id } } }",
    ),
    (
        "show",
        "mutation ($id: ID!) { createSegment(showId: $id, input: { title: \"x\" }) { outcome segment { id } } }",
    ),
    (
        "show",
        "mutation ($id: ID!) { takeSegment(showId: $id) { outcome show { id } } }",
    ),
    (
        "show",
        "mutation ($id: ID!) { createCampaign(input: { showId: $id, title: \"x\", settings: { commentWall: {} } }) { outcome campaign { id } } }",
    ),
    (
        "show",
        "mutation ($id: ID!, $vote: ID!) { cloneCampaign(id: $vote, input: { title: \"x\", showId: $id }) { outcome campaign { id } } }",
    ),
    (
        "seg",
        "mutation ($id: ID!) { updateSegment(id: $id, input: { title: \"x\" }) { outcome segment { id } } }",
    ),
    (
        "seg",
        "mutation ($id: ID!) { moveSegment(id: $id, position: 0) { outcome segment { id } } }",
    ),
    (
        "seg",
        "mutation ($id: ID!) { deleteSegment(id: $id) { outcome } }",
    ),
    (
        "seg",
        "mutation ($id: ID!, $show: ID!) { takeSegment(showId: $show, segmentId: $id) { outcome show { id } } }",
    ),
    ("camp", "query ($id: ID!) { campaign(id: $id) { id } }"),
    (
        "camp",
        "mutation ($id: ID!) { updateCampaign(id: $id, input: { title: \"x\" }) { outcome campaign { id } } }",
    ),
    (
        "camp",
        "mutation ($id: ID!) { cloneCampaign(id: $id, input: { title: \"x\" }) { outcome campaign { id } } }",
    ),
    (
        "camp",
        "mutation ($id: ID!) { deleteCampaign(id: $id) { outcome } }",
    ),
    (
        "camp",
        "mutation ($id: ID!) { scheduleCampaign(id: $id) { outcome from campaign { id } } }",
    ),
    (
        "camp",
        "mutation ($id: ID!) { openCampaign(id: $id) { outcome from campaign { id } } }",
    ),
    (
        "camp",
        "mutation ($id: ID!) { pauseCampaign(id: $id) { outcome from campaign { id } } }",
    ),
    (
        "camp",
        "mutation ($id: ID!) { resumeCampaign(id: $id) { outcome from campaign { id } } }",
    ),
    (
        "camp",
        "mutation ($id: ID!) { settleCampaign(id: $id) { outcome from campaign { id } } }",
    ),
    (
        "camp",
        "mutation ($id: ID!) { closeCampaign(id: $id) { outcome from campaign { id } } }",
    ),
    (
        "camp",
        "mutation ($id: ID!) { runDraw(campaignId: $id) { outcome campaign { id } } }",
    ),
    (
        "comment",
        "mutation ($id: ID!) { moderateComment(id: $id, decision: REJECT) { outcome comment { id } } }",
    ),
    (
        "member",
        "mutation ($id: ID!) { resetMemberPassword(id: $id) { outcome member { id } initialPassword } }",
    ),
    (
        "member",
        "mutation ($id: ID!) { removeMember(id: $id) { outcome } }",
    ),
    (
        "member",
        "mutation ($id: ID!) { resetMemberTotp(id: $id) { outcome member { id } } }",
    ),
    (
        "key",
        "mutation ($id: ID!) { revokeApiKey(id: $id) { apiKey { id } } }",
    ),
    (
        "sess",
        "mutation ($id: ID!) { revokeSession(id: $id) { outcome } }",
    ),
    (
        "support",
        "mutation ($id: ID!) { revokeSupportAccess(id: $id) { outcome grant { id } } }",
    ),
    ("", "query ($id: ID!) { node(id: $id) { id __typename } }"),
];

pub const AUDIENCE: &[(&str, &str)] = &[
    ("camp", "query ($id: ID!) { campaign(id: $id) { id } }"),
    (
        "camp",
        "mutation ($id: ID!) { grabRedPacket(campaignId: $id) { outcome } }",
    ),
    (
        "camp",
        "mutation ($id: ID!) { enterDraw(campaignId: $id) { outcome } }",
    ),
    (
        "camp",
        "mutation ($id: ID!) { castVote(campaignId: $id, optionIds: []) { outcome } }",
    ),
    (
        "camp",
        "mutation ($id: ID!) { postComment(campaignId: $id, body: \"x\", clientId: \"x\") { outcome } }",
    ),
    (
        "camp",
        "mutation ($id: ID!) { react(campaignId: $id, reaction: \"heart\") { accepted } }",
    ),
    (
        "option",
        "mutation ($id: ID!, $vote: ID!) { castVote(campaignId: $vote, optionIds: [$id]) { outcome } }",
    ),
    (
        "show|seg|camp|grant|comment|chan",
        "query ($id: ID!) { node(id: $id) { id __typename } }",
    ),
];

/// A field of the root that takes an id, and has no case above, is one that nobody has thought about.
#[test]
fn every_field_that_takes_an_id_has_a_case() {
    for (sdl, cases) in [
        (schemas::console_sdl(), CONSOLE),
        (schemas::audience_sdl(), AUDIENCE),
    ] {
        for definition in parse_schema(sdl).unwrap().definitions {
            let TypeSystemDefinition::Type(ty) = definition else {
                continue;
            };
            let is_root = ["Query", "Mutation"].contains(&ty.node.name.node.as_str());
            let (true, TypeKind::Object(root)) = (is_root, &ty.node.kind) else {
                continue;
            };
            for field in &root.fields {
                let name = &field.node.name.node;
                let takes_id = field
                    .node
                    .arguments
                    .iter()
                    .any(|argument| argument.node.ty.node.to_string().starts_with("ID"));
                let has_case = cases
                    .iter()
                    .any(|(_, query)| query.contains(&format!(" {name}(")));
                assert!(!takes_id || has_case, "{name} has no case of isolation");
            }
        }
    }
}
