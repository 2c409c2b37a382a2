//! `standoff man`: the manual page in roff, to standard output, one section for each command.

use clap::CommandFactory;
use clap_mangen::Man;

use crate::args::flags::Flags;
use crate::exit::{Exit, Failure};
use crate::terminal::output;

pub(crate) fn run() -> Result<Exit, Failure> {
    let page = page().map_err(|error| Failure::environment(format!("the page cannot be made: {error}")))?;
    Ok(output::print(&String::from_utf8_lossy(&page)))
}

fn page() -> std::io::Result<Vec<u8>> {
    let mut command = Flags::command();
    command.build();
    let mut page = Vec::new();
    Man::new(command.clone()).render(&mut page)?;
    for sub in command.get_subcommands().filter(|sub| sub.get_name() != "help") {
        let name = format!("standoff {}", sub.get_name());
        page.extend(format!(".SH \"{}\"\n", name.to_uppercase()).bytes());
        let man = Man::new(sub.clone().bin_name(name));
        let mut parts = Vec::new();
        man.render_description_section(&mut parts)?;
        man.render_synopsis_section(&mut parts)?;
        man.render_options_section(&mut parts)?;
        // Headings of the parts become headings below the command's own.
        page.extend(String::from_utf8_lossy(&parts).replace(".SH ", ".SS ").bytes());
    }
    Ok(page)
}
