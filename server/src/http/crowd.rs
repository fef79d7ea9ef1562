//! How many connections one address holds, so that one machine can't take all of `sockets_max`.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ipnet::IpNet;

#[derive(Debug)]
pub struct Crowd {
    max: usize,
    /// Stand for many: not counted.
    proxies: Vec<IpNet>,
    held: Mutex<HashMap<IpAddr, usize>>,
}

/// The address holds as many as it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Crowded;

/// One connection's; given back when dropped.
#[derive(Debug)]
pub struct Seat {
    crowd: Arc<Crowd>,
    address: IpAddr,
}

impl Crowd {
    #[must_use]
    pub fn new(max: usize, proxies: Vec<IpNet>) -> Arc<Self> {
        Arc::new(Self {
            max,
            proxies,
            held: Mutex::default(),
        })
    }

    /// None: it is not counted.
    ///
    /// # Errors
    /// There are too many of it.
    pub fn enter(self: &Arc<Self>, address: IpAddr) -> Result<Option<Seat>, Crowded> {
        let address = address.to_canonical();
        if self.proxies.iter().any(|network| network.contains(&address)) {
            return Ok(None);
        }
        let address = one(address);
        let mut held = self.held();
        let count = held.entry(address).or_default();
        if *count >= self.max {
            return Err(Crowded);
        }
        *count += 1;
        Ok(Some(Seat {
            crowd: self.clone(),
            address,
        }))
    }

    fn held(&self) -> MutexGuard<'_, HashMap<IpAddr, usize>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A machine has a whole /64 of IPv6.
fn one(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(six) => Ipv6Addr::from_bits(six.to_bits() >> 64 << 64).into(),
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut held = self.crowd.held();
        if let Some(count) = held.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                held.remove(&self.address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_so_many_and_proxies_as_many_as_they_like() {
        let crowd = Crowd::new(2, vec!["10.0.0.0/8".parse().unwrap()]);
        let enter = |address: &str| crowd.enter(address.parse().unwrap());
        let first = enter("192.0.2.1").unwrap();
        let _second = enter("::ffff:192.0.2.1").unwrap();
        assert_eq!(enter("192.0.2.1").unwrap_err(), Crowded);
        assert!(enter("192.0.2.2").unwrap().is_some());
        assert!((0..10).all(|_| enter("10.1.2.3").unwrap().is_none()));
        drop(first);
        assert!(enter("192.0.2.1").is_ok());
        let _six = (enter("2001:db8::1").unwrap(), enter("2001:db8::2").unwrap());
        assert_eq!(enter("2001:db8::3").unwrap_err(), Crowded);
        assert!(enter("2001:db8:0:1::1").is_ok());
    }

    #[test]
    fn nothing_is_kept_of_who_has_gone() {
        let crowd = Crowd::new(1, Vec::new());
        for last in 0..100_u8 {
            drop(crowd.enter([192, 0, 2, last].into()).unwrap());
        }
        assert!(crowd.held().is_empty());
    }
}
