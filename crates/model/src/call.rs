//! Phone calls as an agent notes them down.

use crate::words::words;

words! {
    /// Who called.
    CallWay {
        /// The buyer.
        Inbound = "inbound",
        /// The shop.
        Outbound = "outbound",
    }
}

words! {
    /// How a call ended.
    CallEnd {
        Reached = "reached",
        NoAnswer = "no-answer",
        WrongNumber = "wrong-number",
        /// She asked to be called at another time.
        CallBack = "call-back",
    }
}
