//! The demo shows, by channel.

use super::show_cctv::SPRING_FESTIVAL_GALA;

pub(super) struct DemoSegment {
    pub(super) title: &'static str,
    pub(super) performers: &'static [&'static str],
    pub(super) minutes: i64,
}

pub(super) struct DemoShow {
    pub(super) slug: &'static str,
    pub(super) title: &'static str,
    pub(super) segments: &'static [DemoSegment],
    pub(super) red_packet: &'static str,
    /// Minor units.
    pub(super) pool_minor: i64,
    pub(super) packets: i64,
    pub(super) lucky_draw: &'static str,
    /// Name, quantity, what one is worth in minor units.
    pub(super) prizes: &'static [(&'static str, i64, i64)],
    pub(super) vote: &'static str,
    pub(super) options: &'static [&'static str],
    pub(super) comment_wall: &'static str,
}

const fn segment(title: &'static str, performers: &'static [&'static str], minutes: i64) -> DemoSegment {
    DemoSegment {
        title,
        performers,
        minutes,
    }
}

pub(super) const fn of(slug: &str) -> Option<DemoShow> {
    Some(match slug.as_bytes() {
        b"cctv" => SPRING_FESTIVAL_GALA,
        b"hunan" => NEW_YEARS_EVE,
        b"jiangsu" => SCIENCE_QUIZ,
        b"tianjin" => CROSSTALK,
        b"beijing" => LANTERN_FESTIVAL,
        _ => return None,
    })
}

const NEW_YEARS_EVE: DemoShow = DemoShow {
    slug: "new-years-eve",
    title: "跨年演唱会",
    segments: &[
        segment("开场合唱", &["全体演员"], 8),
        segment("青春舞台", &["新声组合"], 12),
        segment("金曲串烧", &["阿岚", "老周"], 15),
        segment("零点倒计时", &["主持人团"], 5),
        segment("新年第一首歌", &["全体演员"], 7),
    ],
    red_packet: "零点红包雨",
    pool_minor: 20_000_000,
    packets: 50_000,
    lucky_draw: "跨年幸运大奖",
    prizes: &[
        ("新能源汽车一年使用权", 1, 3_000_000),
        ("折叠屏手机", 10, 800_000),
        ("跨年礼盒", 500, 19_900),
    ],
    vote: "今夜最佳舞台",
    options: &["开场合唱", "青春舞台", "金曲串烧", "新年第一首歌"],
    comment_wall: "跨年留言墙",
};

const SCIENCE_QUIZ: DemoShow = DemoShow {
    slug: "super-minds",
    title: "最强头脑年度之夜",
    segments: &[
        segment("记忆挑战", &["选手李想"], 20),
        segment("空间迷宫", &["选手王一诺"], 20),
        segment("脑力对决", &["李想", "王一诺"], 25),
        segment("年度颁奖", &["评审团"], 15),
    ],
    red_packet: "答题加油红包",
    pool_minor: 5_000_000,
    packets: 20_000,
    lucky_draw: "脑力福袋",
    prizes: &[("平板电脑", 5, 400_000), ("益智玩具", 200, 15_000)],
    vote: "你支持哪位选手",
    options: &["李想", "王一诺", "不分伯仲"],
    comment_wall: "解题思路",
};

const CROSSTALK: DemoShow = DemoShow {
    slug: "crosstalk-night",
    title: "津门相声大会",
    segments: &[
        segment("单口《逛庙会》", &["马先生"], 15),
        segment("对口《我爱天津》", &["小郑", "小孟"], 18),
        segment("快板《海河谣》", &["少年班"], 8),
        segment("群口《大团圆》", &["全体演员"], 16),
    ],
    red_packet: "捧场红包",
    pool_minor: 2_000_000,
    packets: 10_000,
    lucky_draw: "茶馆抽奖",
    prizes: &[("相声大会年票", 20, 98_000), ("麻花礼盒", 300, 8_800)],
    vote: "最逗的一段",
    options: &["逛庙会", "我爱天津", "大团圆"],
    comment_wall: "台下叫好",
};

const LANTERN_FESTIVAL: DemoShow = DemoShow {
    slug: "lantern-festival",
    title: "元宵晚会",
    segments: &[
        segment("灯火京城", &["舞蹈团"], 10),
        segment("猜灯谜", &["主持人", "小观众"], 15),
        segment("戏曲联唱", &["京剧院"], 18),
        segment("月圆今宵", &["全体演员"], 8),
    ],
    red_packet: "元宵红包",
    pool_minor: 8_880_000,
    packets: 30_000,
    lucky_draw: "灯谜幸运星",
    prizes: &[("故宫文创套装", 50, 129_900), ("元宵礼盒", 500, 12_800)],
    vote: "最美灯组",
    options: &["玉兔灯", "走马灯", "宫灯", "鱼灯"],
    comment_wall: "元宵祝福",
};
