//! What is sent for each deed: ready but for whose it is, since it is the same for every viewer, comments excepted.

use super::plan::Deed;
use super::rundown::COMMENTS;
use super::stage::Scene;
use crate::address::Address;
use crate::audience;
use crate::load::Request;

pub struct Requests {
    address: Address,
    visit: Request,
    draws: Vec<Request>,
    packets: Vec<Request>,
    votes: Vec<Request>,
    wall: String,
}

impl Requests {
    pub fn new(address: &Address, scene: &Scene) -> Self {
        let ready = |body| audience::request(address, body);
        let all = |ids: &[String], body: fn(&str) -> hyper::body::Bytes| {
            ids.iter().map(|id| ready(body(id))).collect()
        };
        let vote = |option: &String| ready(audience::cast_vote(&scene.vote, option));
        Self {
            address: address.clone(),
            visit: ready(audience::visit(&scene.show_slug)),
            draws: all(&scene.draws, audience::enter_draw),
            packets: all(&scene.packets, audience::grab_red_packet),
            votes: scene.options.iter().map(vote).collect(),
            wall: scene.wall.clone(),
        }
    }

    /// Writes `ask`, a `deed` of the viewer of `token`.
    pub fn write(&self, ask: u32, deed: Deed, token: &[u8], out: &mut Vec<u8>) {
        match deed {
            Deed::Visit => self.visit.write(token, out),
            Deed::Enter(draw) => self.draws[usize::from(draw)].write(token, out),
            Deed::Snatch(opening) => self.packets[usize::from(opening)].write(token, out),
            Deed::Vote(option) => self.votes[usize::from(option)].write(token, out),
            Deed::Comment => {
                let text = COMMENTS[ask as usize % COMMENTS.len()];
                let body = audience::post_comment(&self.wall, text, &format!("comment-{ask}"));
                audience::request(&self.address, body).write(token, out);
            }
        }
    }
}
