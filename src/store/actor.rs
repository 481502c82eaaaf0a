//! [`Actor`]: on whose behalf the present thread works. It is context, as a log's span is, and no parameter of every
//! operation: whoever receives a request names its caller once, and each record written below carries the name.

use std::cell::RefCell;

/// Who acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Id of the key, or `local`, `command_line`, `system`, `unknown`.
    pub id: String,
    /// What people call it.
    pub label: String,
}

thread_local! {
    static ACTING: RefCell<Option<Actor>> = const { RefCell::new(None) };
}

impl Actor {
    /// Somebody with a key.
    #[must_use]
    pub fn key(id: &str, label: &str) -> Self {
        Self { id: id.to_owned(), label: label.to_owned() }
    }

    /// Somebody on this machine, while no key is needed.
    #[must_use]
    pub fn local() -> Self {
        Self::plain("local", "本机")
    }

    /// Somebody who runs a command.
    #[must_use]
    pub fn command_line() -> Self {
        Self::plain("command_line", "命令行")
    }

    /// The program by itself.
    #[must_use]
    pub fn system() -> Self {
        Self::plain("system", "系统")
    }

    /// Somebody whose key is none of ours.
    #[must_use]
    pub fn unknown() -> Self {
        Self::plain("unknown", "未知")
    }

    fn plain(id: &str, label: &str) -> Self {
        Self { id: id.to_owned(), label: label.to_owned() }
    }

    /// Who acts now; the program itself where nobody was named.
    #[must_use]
    pub fn now() -> Self {
        ACTING.with_borrow(|acting| acting.clone()).unwrap_or_else(Self::system)
    }
}

/// Puts the former actor back, also when the work panics.
struct Former(Option<Actor>);

impl Drop for Former {
    fn drop(&mut self) {
        let former = self.0.take();
        ACTING.with_borrow_mut(|acting| *acting = former);
    }
}

/// Does `work` on behalf of `actor`, on this thread; work handed to another thread names its actor there.
pub fn acting<T>(actor: Actor, work: impl FnOnce() -> T) -> T {
    let _former = Former(ACTING.with_borrow_mut(|acting| acting.replace(actor)));
    work()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_former_actor_comes_back() {
        assert_eq!(Actor::now(), Actor::system());
        acting(Actor::key("k1", "甲"), || {
            assert_eq!(Actor::now().label, "甲");
            assert!(std::panic::catch_unwind(|| acting(Actor::local(), || panic!("work"))).is_err());
            assert_eq!(Actor::now().id, "k1");
        });
        assert_eq!(Actor::now(), Actor::system());
    }
}
