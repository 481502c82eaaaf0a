//! Options of the program, from flags and from the environment (`DUANSHIXIN_*`), turned into what each module asks for.
//! A flag counts before the environment, the environment before the default.

mod options;

pub use options::{AppearanceArgs, ColorChoice, DeskArgs, ServeArgs, TimeLimit, seconds};
