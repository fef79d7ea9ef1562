//! The Spring Festival Gala, with a plausible run of show of twenty segments. Performers are invented.

use super::shows::{DemoSegment, DemoShow};

const fn segment(title: &'static str, performers: &'static [&'static str], minutes: i64) -> DemoSegment {
    DemoSegment {
        title,
        performers,
        minutes,
    }
}

pub(super) const SPRING_FESTIVAL_GALA: DemoShow = DemoShow {
    slug: "spring-festival-gala",
    title: "春节联欢晚会",
    segments: &[
        segment("开场歌舞《春满山河》", &["全体演员"], 8),
        segment("歌曲《新春第一声》", &["林晓月", "陈屿"], 5),
        segment("相声《年货清单》", &["赵大同", "钱小乐"], 14),
        segment("舞蹈《青绿江南》", &["江南舞团"], 7),
        segment("小品《回家的车票》", &["孙立", "李梅", "周航"], 16),
        segment("歌曲《远方来信》", &["王若安"], 5),
        segment("武术《少年中国》", &["少林小龙班"], 7),
        segment("魔术《福从天降》", &["吴幻"], 10),
        segment("戏曲《梨园报春》", &["京剧院", "越剧院", "豫剧院"], 9),
        segment("歌曲《星辰大海的孩子》", &["童声合唱团"], 5),
        segment("小品《机器人邻居》", &["郑强", "冯笑"], 15),
        segment("杂技《云上飞虹》", &["杂技团"], 8),
        segment("歌曲《老街》", &["蒋一川"], 5),
        segment("相声《群里都是谁》", &["沈三", "韩四", "杨五"], 14),
        segment("民乐《丝路鼓声》", &["民族乐团"], 7),
        segment("歌舞《各族同春》", &["各族演员"], 9),
        segment("小品《半份饺子》", &["朱琴", "秦朗"], 15),
        segment("歌曲《给母亲》", &["许念"], 5),
        segment("零点钟声", &["主持人团"], 5),
        segment("尾声《难忘今宵》", &["全体演员"], 6),
    ],
    red_packet: "零点红包雨",
    pool_minor: 88_880_000,
    packets: 100_000,
    lucky_draw: "新春大抽奖",
    prizes: &[
        ("新春团圆大奖", 3, 5_000_000),
        ("家电焕新礼", 30, 500_000),
        ("非遗年货礼盒", 1_000, 28_800),
    ],
    vote: "我最喜爱的节目",
    options: &[
        "年货清单",
        "青绿江南",
        "回家的车票",
        "福从天降",
        "机器人邻居",
        "云上飞虹",
        "群里都是谁",
        "难忘今宵",
    ],
    comment_wall: "新春祝福墙",
};
