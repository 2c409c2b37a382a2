//! Colours by what they are for, each in a light and a dark version.
//!
//! In: a role. Out: its class and its two colours. Actors and outcomes take the hues of Okabe and Ito (2008), which people with any kind of
//! colour vision tell apart; one-sided scales take cividis (Nuñez, Anderton and Renslow 2018); scales around zero go from blue to orange.
//! Nothing is told by colour alone: shapes, patterns or words go with it.

use libm::floor;

/// What a colour is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ink {
    /// The page.
    Ground,
    /// Words and main lines.
    Text,
    /// Remarks, axes, what matters less.
    Muted,
    /// Thin rules, grids.
    Rule,
    /// What never happens.
    Faint,
    /// Bands behind something.
    Band,
    /// One of [`HUES`].
    Hue(u8),
    /// A hue mixed into the page: the hue, and how much of it in [`TINTS`] steps.
    Tint(u8, u8),
    /// A step of the one-sided scale, from 0 to [`STEPS`].
    Scale(u8),
    /// Below zero: blue.
    Below,
    /// Above zero: orange.
    Above,
}

/// How many hues there are.
pub const HUES: u8 = 8;
/// How many steps from the page to a hue.
pub const TINTS: u8 = 10;
/// The last step of the one-sided scale.
pub const STEPS: u8 = 16;
/// Shares that differ by no more than what solving leaves uncertain have one step.
const SAME: f64 = 1e-6;

/// Okabe and Ito's hues, lightened where they would be too dark on a dark page.
const LIGHT: [u32; 8] =
    [0x00_72_B2, 0xD5_5E_00, 0x00_9E_73, 0xCC_79_A7, 0xE6_9F_00, 0x56_B4_E9, 0xF0_E4_42, 0x8A_8F_98];
const DARK: [u32; 8] =
    [0x4A_A3_DF, 0xEE_7F_33, 0x2F_BF_93, 0xDD_93_BC, 0xF0_B0_2A, 0x86_CC_F2, 0xF2_E8_60, 0x9A_A0_AA];
/// The hues that outcomes take, those first that few actors take.
const OUTCOMES: [u8; 8] = [4, 5, 3, 6, 2, 1, 0, 7];
/// Cividis at equal steps.
const CIVIDIS: [u32; 9] = [
    0x00_22_4E, 0x12_36_6F, 0x3A_4B_6B, 0x57_5D_6D, 0x70_71_73, 0x8B_86_78, 0xA8_9D_74, 0xC9_B7_66,
    0xFE_E8_38,
];

impl Ink {
    /// The hue of an actor.
    #[must_use]
    pub fn actor(number: usize) -> Self {
        Ink::Hue((number % 4) as u8)
    }

    /// The hue of an outcome.
    #[must_use]
    pub fn outcome(number: usize) -> Self {
        Ink::Hue(OUTCOMES[number % OUTCOMES.len()])
    }

    /// The hue of one of several series.
    #[must_use]
    pub fn series(number: usize) -> Self {
        Ink::Hue((number % usize::from(HUES)) as u8)
    }

    /// A hue of which a share is mixed into the page.
    #[must_use]
    pub fn tint(hue: u8, share: f64) -> Self {
        Ink::Tint(hue, floor(share.clamp(0.0, 1.0) * f64::from(TINTS) + 0.5 + SAME) as u8)
    }

    /// As much of a hue as words can still be read on, in both themes.
    #[must_use]
    pub fn behind_words(hue: u8) -> Self {
        Ink::Tint(hue % HUES, 4)
    }

    /// The colour of a share from 0 to 1 on the one-sided scale.
    #[must_use]
    pub fn scale(share: f64) -> Self {
        Ink::Scale(floor(share.clamp(0.0, 1.0) * f64::from(STEPS) + 0.5 + SAME) as u8)
    }

    /// Its name in classes.
    #[must_use]
    pub fn class(self) -> String {
        match self {
            Ink::Ground => "ground".into(),
            Ink::Text => "ink".into(),
            Ink::Muted => "muted".into(),
            Ink::Rule => "rule".into(),
            Ink::Faint => "faint".into(),
            Ink::Band => "band".into(),
            Ink::Hue(hue) => format!("h{hue}"),
            Ink::Tint(hue, step) => format!("t{hue}-{step}"),
            Ink::Scale(step) => format!("c{step}"),
            Ink::Below => "below".into(),
            Ink::Above => "above".into(),
        }
    }

    /// Its colour as `#rrggbb`, on a light or a dark page.
    #[must_use]
    pub fn colour(self, dark: bool) -> String {
        format!("#{:06x}", self.value(dark))
    }

    fn value(self, dark: bool) -> u32 {
        let pick = |light: u32, other: u32| if dark { other } else { light };
        match self {
            Ink::Ground => pick(0xFF_FF_FF, 0x15_18_1D),
            Ink::Text => pick(0x1B_1F_24, 0xE8_EA_ED),
            Ink::Muted => pick(0x59_60_6A, 0xA6_AD_B8),
            Ink::Rule => pick(0xD9_DD_E2, 0x34_3A_43),
            Ink::Faint => pick(0xB4_BA_C2, 0x56_5D_68),
            Ink::Band => pick(0xF3_F4_F6, 0x1E_22_29),
            Ink::Hue(hue) => {
                let at = usize::from(hue % HUES);
                pick(LIGHT[at], DARK[at])
            }
            Ink::Tint(hue, step) => {
                mixed(Ink::Ground.value(dark), Ink::Hue(hue).value(dark), f64::from(step) / f64::from(TINTS))
            }
            Ink::Scale(step) => {
                let place = f64::from(step.min(STEPS)) / f64::from(STEPS) * (CIVIDIS.len() - 1) as f64;
                let low = (floor(place) as usize).min(CIVIDIS.len() - 2);
                mixed(CIVIDIS[low], CIVIDIS[low + 1], place - low as f64)
            }
            Ink::Below => pick(0x3B_6F_B6, 0x6F_A3_E8),
            Ink::Above => pick(0xD9_7A_1E, 0xF0_9A_48),
        }
    }
}

/// A colour between two.
fn mixed(from: u32, to: u32, share: f64) -> u32 {
    let part = |shift: u32| {
        let [from, to] = [from, to].map(|colour| f64::from(colour >> shift & 0xFF));
        (floor(from + (to - from) * share + 0.5) as u32) << shift
    };
    part(16) | part(8) | part(0)
}

/// How well a colour is told from the one behind it: the ratio of WCAG 2.2, from 1 to 21.
#[must_use]
pub fn contrast(one: Ink, other: Ink, dark: bool) -> f64 {
    let [one, other] = [one, other].map(|ink| luminance(ink.value(dark)));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn luminance(colour: u32) -> f64 {
    let part = |shift: u32| {
        let share = f64::from(colour >> shift & 0xFF) / 255.0;
        if share <= 0.040_45 { share / 12.92 } else { libm::pow((share + 0.055) / 1.055, 2.4) }
    };
    0.2126 * part(16) + 0.7152 * part(8) + 0.0722 * part(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_can_be_read_on_what_they_lie_on() {
        let behind = [Ink::Ground, Ink::Band, Ink::Rule];
        for dark in [false, true] {
            for ground in behind {
                for ink in [Ink::Text, Ink::Muted] {
                    let ratio = contrast(ink, ground, dark);
                    assert!(ratio >= 4.5, "{ink:?} on {ground:?}, dark {dark}: {ratio:.2}");
                }
            }
            for hue in 0..HUES {
                let ratio = contrast(Ink::Text, Ink::behind_words(hue), dark);
                assert!(ratio >= 4.5, "text on hue {hue}, dark {dark}: {ratio:.2}");
            }
        }
        assert!((contrast(Ink::Ground, Ink::Ground, false) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn marks_can_be_told_from_the_page() {
        for dark in [false, true] {
            for ink in [Ink::Below, Ink::Above, Ink::Hue(0), Ink::Hue(1), Ink::Hue(2)] {
                let ratio = contrast(ink, Ink::Ground, dark);
                assert!(ratio >= 3.0, "{ink:?}, dark {dark}: {ratio:.2}");
            }
        }
    }

    #[test]
    fn what_is_the_same_but_for_rounding_has_one_step() {
        for share in [0.05, 0.25, 0.95] {
            assert_eq!(Ink::tint(0, share), Ink::tint(0, share - 1e-8));
        }
    }
}
