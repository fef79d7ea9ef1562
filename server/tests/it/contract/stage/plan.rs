//! What a channel may do, for its manifest.

/// Plenty, unless a test says otherwise.
#[derive(Clone, Debug)]
pub struct Plan {
    pub requests_per_second: u32,
    pub burst: u32,
    pub open_campaigns: u32,
    pub prize_money_per_show: &'static str,
    pub members: u32,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            requests_per_second: 20_000,
            burst: 60_000,
            open_campaigns: 20,
            prize_money_per_show: "10000000.00",
            members: 50,
        }
    }
}

impl Plan {
    pub fn manifest(&self, slug: &str) -> String {
        let Self {
            requests_per_second,
            burst,
            open_campaigns,
            prize_money_per_show,
            members,
        } = self;
        format!(
            r##"slug = "{slug}"
plan = "test"
locale = "zh-CN"
time_zone = "Asia/Shanghai"
currency = "CNY"
hosts = []
allowed_origins = []
guests = true
name = {{ zh-CN = "测试台", en = "Test" }}
branding = {{ primary_color = "#c8102e" }}
placement = {{ kind = "pooled" }}

[quotas]
requests_per_second = {requests_per_second}
burst = {burst}
open_campaigns = {open_campaigns}
prize_money_per_show = "{prize_money_per_show}"
members = {members}
"##
        )
    }
}
