//! The run of show of the evening: what is on stage when, and which campaign its cue opens.

pub const DRAWS: usize = 3;
pub const OPENINGS: usize = 3;
pub const OPTIONS: usize = 4;
/// Draws, red packets, the vote and the comment wall.
pub const CAMPAIGNS: usize = DRAWS + OPENINGS + 2;
pub const LENGTH_MINUTES: u32 = 120;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opens {
    Nothing,
    Wall,
    /// The number of the lucky draw, from 0.
    Draw(u8),
    /// The number of the opening, from 0.
    Packets(u8),
    Vote,
}

pub struct Segment {
    /// After the start of the show.
    pub minute: u32,
    pub title: &'static str,
    pub performers: &'static [&'static str],
    pub opens: Opens,
}

const fn segment(
    minute: u32,
    title: &'static str,
    performers: &'static [&'static str],
    opens: Opens,
) -> Segment {
    Segment {
        minute,
        title,
        performers,
        opens,
    }
}

pub const RUNDOWN: [Segment; 10] = [
    segment(
        0,
        "开场歌舞《欢聚今宵》",
        &["少年合唱团", "民族舞团"],
        Opens::Wall,
    ),
    segment(6, "第一轮抽奖", &["主持人"], Opens::Draw(0)),
    segment(20, "小品《回家的车票》", &["话剧团"], Opens::Packets(0)),
    segment(34, "魔术《时光之门》", &["魔术师"], Opens::Nothing),
    segment(42, "我最喜爱的节目", &["主持人"], Opens::Vote),
    segment(52, "第二轮抽奖", &["主持人"], Opens::Draw(1)),
    segment(66, "相声《新年新事》", &["曲艺团"], Opens::Packets(1)),
    segment(80, "第三轮抽奖", &["主持人"], Opens::Draw(2)),
    segment(96, "武术《山河》", &["武术团"], Opens::Nothing),
    segment(110, "零点钟声", &["全体演员"], Opens::Packets(2)),
];

pub const OPTION_LABELS: [&str; OPTIONS] = ["开场歌舞", "小品", "魔术", "相声"];
/// How many of a hundred voters choose each.
pub const OPTION_SHARES: [u32; OPTIONS] = [20, 41, 12, 27];

pub struct Prize {
    pub name: &'static str,
    pub quantity: u32,
    /// What one is worth, in the currency's major unit.
    pub value: &'static str,
}

/// Of each lucky draw. No top prize over CNY 50,000: that is the law.
pub const PRIZES: [Prize; 3] = [
    Prize {
        name: "一等奖 电动汽车抵用券",
        quantity: 1,
        value: "50000.00",
    },
    Prize {
        name: "二等奖 手机",
        quantity: 10,
        value: "4000.00",
    },
    Prize {
        name: "三等奖 新年礼盒",
        quantity: 100,
        value: "200.00",
    },
];

/// The mean of a packet, in fen. Three openings of 200,000 packets and the prizes fit into 10,000,000.00 a show.
pub const PACKET_MEAN_FEN: u64 = 888;

pub const COMMENTS: [&str; 8] = [
    "新年快乐！",
    "太精彩了",
    "全家一起在看",
    "这个节目好看",
    "祝大家平安健康",
    "我们在厨房包饺子呢",
    "主持人今晚真美",
    "笑得停不下来",
];
