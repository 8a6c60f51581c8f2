//! How many sockets are open, in all and from one address.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};

use crate::{
    address::network,
    problem::{Answer, Code, Problem},
};

/// Counts open sockets and refuses the one too many.
#[derive(Clone)]
pub struct Sockets(Arc<Inner>);

struct Inner {
    most: usize,
    most_per_address: usize,
    open: Mutex<Open>,
}

#[derive(Default)]
struct Open {
    all: usize,
    by_address: HashMap<IpAddr, usize>,
}

/// One socket is open while this lives.
pub struct Seat {
    sockets: Sockets,
    address: IpAddr,
}

impl Sockets {
    pub fn new(most: usize, most_per_address: usize) -> Self {
        Self(Arc::new(Inner {
            most,
            most_per_address,
            open: Mutex::default(),
        }))
    }

    /// # Errors
    /// `too-many-sockets`.
    pub fn sit(&self, address: IpAddr) -> Answer<Seat> {
        let address = network(address);
        let mut open = self.0.open.lock().unwrap_or_else(PoisonError::into_inner);
        let here = open.by_address.get(&address).copied().unwrap_or(0);
        if open.all >= self.0.most || here >= self.0.most_per_address {
            return Err(Problem::too_many(30).recoded(Code::TooManyRequests, Code::TooManySockets));
        }
        open.all += 1;
        open.by_address.insert(address, here + 1);
        Ok(Seat {
            sockets: self.clone(),
            address,
        })
    }

    pub fn open(&self) -> usize {
        self.0.open.lock().unwrap_or_else(PoisonError::into_inner).all
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut open = self.sockets.0.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.all = open.all.saturating_sub(1);
        let left = open
            .by_address
            .get(&self.address)
            .map_or(0, |here| here.saturating_sub(1));
        if left == 0 {
            open.by_address.remove(&self.address);
        } else {
            open.by_address.insert(self.address, left);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Sockets;

    #[test]
    fn a_seat_is_free_again_when_its_socket_ends() {
        let sockets = Sockets::new(3, 2);
        let [here, there] = ["192.0.2.1", "192.0.2.2"].map(|text| text.parse().unwrap());
        let first = sockets.sit(here).ok();
        let second = sockets.sit(here).ok();
        assert!(first.is_some() && second.is_some());
        assert!(sockets.sit(here).is_err(), "one address takes only its share");
        let third = sockets.sit(there).ok();
        assert!(
            third.is_some() && sockets.sit(there).is_err(),
            "all seats are taken"
        );
        drop(second);
        assert!(sockets.sit(here).is_ok());
        assert_eq!(sockets.open(), 2);
    }
}
