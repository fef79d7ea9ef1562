//! The picture: a box a function, on its caller, as wide as its share of the time. A browser shows the whole name and
//! the share when the pointer rests on a box.

use std::fmt::Write;

use super::stacks::Frame;

const WIDTH: f64 = 1600.0;
const ROW: f64 = 17.0;
const TITLE: f64 = 40.0;
/// What is narrower is left out.
const NARROWEST: f64 = 0.4;
const LETTER: f64 = 6.6;

pub fn svg(root: &Frame, title: &str) -> String {
    let height = TITLE + (root.height() as f64 + 1.0) * ROW;
    let mut picture = Picture {
        out: String::new(),
        scale: WIDTH / root.samples.max(1) as f64,
        all: root.samples.max(1) as f64,
        height,
    };
    let _ = writeln!(
        picture.out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" font-family=\"monospace\" \
         font-size=\"11\">\n<rect width=\"100%\" height=\"100%\" fill=\"#fffdf8\"/>\n\
         <text x=\"8\" y=\"24\" font-size=\"16\">{} ({} samples)</text>",
        escaped(title),
        root.samples
    );
    picture.draw("all", root, 0.0, 0);
    picture.out.push_str("</svg>\n");
    picture.out
}

struct Picture {
    out: String,
    scale: f64,
    all: f64,
    height: f64,
}

impl Picture {
    fn draw(&mut self, name: &str, frame: &Frame, x: f64, level: usize) {
        let width = frame.samples as f64 * self.scale;
        if width < NARROWEST {
            return;
        }
        let y = self.height - (level as f64 + 1.0) * ROW;
        let share = frame.samples as f64 / self.all * 100.0;
        let letters = (width / LETTER) as usize;
        let shown: String = if letters < 3 {
            String::new()
        } else {
            name.chars().take(letters).collect()
        };
        let _ = writeln!(
            self.out,
            "<g><title>{} {share:.1} %</title><rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"16\" \
             rx=\"1\" fill=\"{}\"/><text x=\"{:.1}\" y=\"{:.1}\">{}</text></g>",
            escaped(name),
            colour(name),
            x + 2.0,
            y + 12.0,
            escaped(&shown)
        );
        let mut x = x;
        for (name, call) in &frame.calls {
            self.draw(name, call, x, level + 1);
            x += call.samples as f64 * self.scale;
        }
    }
}

/// The same function has the same warm colour wherever it stands; the kernel's are cooler.
fn colour(name: &str) -> String {
    let sum = name.bytes().fold(7_u32, |sum, byte| {
        sum.wrapping_mul(31).wrapping_add(u32::from(byte))
    });
    let is_rust = name.contains("::");
    let hue = if is_rust { sum % 40 + 10 } else { sum % 40 + 180 };
    format!("hsl({hue} 75% {}%)", 62 + sum / 64 % 14)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn width_is_time() {
        let script = "o 1 1: c:\n\t1 b (x)\n\t2 a<T> (x)\n\no 1 1: c:\n\t2 a<T> (x)\n";
        let picture = svg(&Frame::read(script), "grab & win");
        assert!(picture.contains("grab &amp; win (2 samples)"), "{picture}");
        assert!(
            picture.contains("<title>a&lt;T&gt; 100.0 %</title><rect x=\"0.0\""),
            "{picture}"
        );
        assert!(
            picture.contains("<title>b 50.0 %</title>") && picture.contains("width=\"800.0\""),
            "{picture}"
        );
        assert_eq!(picture.matches("<g>").count(), picture.matches("</g>").count());
    }
}
