//! Everybody who comes to the wrong door.

use e2e::address::Address;

use super::ask::{Actor, Api};
use super::channel::{Channel, ROLES};
use super::ground::Ground;
use super::world::World;

pub struct Attacker<'a> {
    pub actor: Actor,
    /// Whom of the decoy's people this one is like.
    pub like: &'static str,
    pub own: Option<&'a World>,
}

/// Attackers who get in each other's way, one after the other; the rows at the same time.
pub struct Rows<'a>(pub Vec<Vec<Attacker<'a>>>);

const LIKE: [&str; 5] = ["analyst", "moderator", "operator", "producer", "owner"];

fn attacker<'a>(
    address: &Address,
    (from, name): (&Actor, &str),
    api: Api,
    like: &'static str,
    own: Option<&'a World>,
) -> Attacker<'a> {
    Attacker {
        actor: from.at(name, api, address),
        like,
        own,
    }
}

/// All who attack from the channel `rival`, whose own things are in `own`.
pub fn all<'a>(ground: &Ground, manager: &Actor, rival: usize, own: &'a World) -> Rows<'a> {
    let (channel, address) = (&ground.channels[rival], ground.address());
    let console = Api::Console;
    let mut members = Vec::new();
    for ((role, like), member) in ROLES.iter().zip(LIKE).zip(&channel.members) {
        let name = format!("{} of another channel", role.to_lowercase());
        members.push(attacker(address, (member, &name), console, like, Some(own)));
    }
    let app = (&channel.app, "API key of another channel");
    members.push(attacker(address, app, console, "app", Some(own)));
    let manager = (manager, "account manager");
    let manager = attacker(address, manager, console, "account manager", None);
    let rows = vec![
        members,
        vec![manager],
        strangers(ground, channel),
        viewers(ground, channel, own),
    ];
    Rows(rows)
}

/// Who has nothing that opens the console.
fn strangers<'a>(ground: &Ground, rival: &Channel) -> Vec<Attacker<'a>> {
    let (dormant, nobody) = (&ground.dormant, ground.nobody(Api::Console));
    let all = [
        (&dormant.owner, "owner of a suspended channel", "stranger"),
        (&dormant.app, "API key of a suspended channel", "stranger"),
        (&rival.viewer, "viewer's token at the console", "stranger"),
        (&nobody, "nobody", "nobody"),
    ];
    let attackers =
        all.map(|(from, name, like)| attacker(ground.address(), (from, name), Api::Console, like, None));
    attackers.into()
}

fn viewers<'a>(ground: &Ground, rival: &Channel, own: &'a World) -> Vec<Attacker<'a>> {
    let nobody = ground.nobody(Api::Audience);
    let all = [
        (&rival.viewer, "viewer of another channel", "viewer", Some(own)),
        (
            &ground.dormant.viewer,
            "viewer of a suspended channel",
            "stranger",
            None,
        ),
        (
            &rival.owner,
            "owner's session at the audience API",
            "stranger",
            None,
        ),
        (&rival.app, "API key at the audience API", "stranger", None),
        (&nobody, "nobody", "nobody", None),
    ];
    let attackers =
        all.map(|(from, name, like, own)| attacker(ground.address(), (from, name), Api::Audience, like, own));
    attackers.into()
}
