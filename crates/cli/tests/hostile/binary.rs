//! Bytes that are no text, and texts of strange characters.

use super::{Input, accepted, declaring, refused};

pub(crate) fn inputs() -> Vec<Input> {
    let noise: Vec<u8> = noise().collect();
    let letters: Vec<u8> = noise.iter().map(|byte| 32 + byte % 95).collect();
    let lines: Vec<u8> = letters.iter().map(|byte| if byte % 17 == 0 { b'\n' } else { *byte }).collect();
    vec![
        refused("nothing at all", "", "SD120"),
        refused("a byte order mark", "\u{feff}", "SD120"),
        refused("white space", " \n\t\n \r\n".repeat(1000), "SD120"),
        refused("a megabyte of NUL", vec![0; 1 << 20], "SD104"),
        refused("a megabyte of 0xFF", vec![0xFF; 1 << 20], "SD105"),
        refused("noise", noise, "SD105"),
        refused("printable noise", letters, "SD107"),
        refused("lines of printable noise", lines, "SD113"),
        refused(
            "UTF-16",
            "standoff m\n".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>(),
            "UTF-16",
        ),
        refused("a NUL in each line", declaring(&"let x = 1\0\n".repeat(20_000)), "SD104"),
        refused("a wrong byte at the end", [declaring("").as_bytes(), b"# \xE2\x80"].concat(), "SD105"),
        refused("marks of direction", declaring(&"let x\u{202e} = 1\n".repeat(20_000)), "SD104"),
        refused("carriage returns", declaring("").replace('\n', "\r"), "SD104"),
        accepted("Windows line ends", declaring("").replace('\n', "\r\n")),
        accepted("combining marks", declaring(&format!("let x{} = 1\n", "\u{301}".repeat(30_000)))),
        refused("a heap of quotes", declaring(&"let \"\"\"\"\" = \"\n".repeat(20_000)), "SD125"),
        refused("terminal codes", declaring(&"\u{1b}[2J\u{1b}]0;x\u{7}\n".repeat(1000)), "SD104"),
    ]
}

/// A megabyte from a small generator of the xorshift family.
fn noise() -> impl Iterator<Item = u8> {
    let mut state: u64 = 0x9E37_79B9_7F4A_7C15;
    std::iter::repeat_with(move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 32) as u8
    })
    .take(1 << 20)
}
