//! The one connection of this node to Redis, which everything shares: it is multiplexed, so calls do not wait for each
//! other's answers. It is made when it is first needed, and again after it broke.

use std::sync::{Mutex, PoisonError};

use deadpool_redis::redis::cluster::ClusterClient;
use deadpool_redis::redis::cluster_async::ClusterConnection;
use deadpool_redis::redis::{
    AsyncConnectionConfig, Client, Cmd, FromRedisValue, RedisError, aio::MultiplexedConnection,
};

enum Maker {
    One(Client),
    Cluster(Box<ClusterClient>),
}

#[derive(Clone)]
enum Connection {
    One(MultiplexedConnection),
    Cluster(ClusterConnection),
}

pub(crate) struct Link {
    maker: Maker,
    /// With a number, by which one that broke is told from the one that came after it.
    made: Mutex<Option<(u64, Connection)>>,
    /// One is made at a time, whoever waits for it.
    making: tokio::sync::Mutex<u64>,
}

impl Link {
    /// `redis://host:port`; several addresses with commas between them are a cluster.
    pub(crate) fn open(url: &str) -> Result<Self, RedisError> {
        let addresses: Vec<&str> = url.split(',').collect();
        let maker = match addresses[..] {
            [address] => Maker::One(Client::open(address)?),
            _ => Maker::Cluster(Box::new(ClusterClient::new(addresses)?)),
        };
        Ok(Self {
            maker,
            made: Mutex::new(None),
            making: tokio::sync::Mutex::new(0),
        })
    }

    /// Sends the command at once, behind those that were sent before it. No time limit: that is the caller's.
    pub(crate) async fn ask<T: FromRedisValue>(&self, command: &Cmd) -> Result<T, RedisError> {
        let (number, connection) = self.connection().await?;
        let answer = match connection {
            Connection::One(mut one) => command.query_async(&mut one).await,
            Connection::Cluster(mut cluster) => command.query_async(&mut cluster).await,
        };
        if let Err(error) = &answer
            && (error.is_io_error() || error.is_unrecoverable_error())
        {
            self.broke(number);
        }
        answer
    }

    /// What does not answer in time may be half a connection: the next call makes another. A cluster's connection
    /// looks after its own.
    pub(crate) fn doubt(&self) {
        if matches!(self.maker, Maker::One(_)) {
            *self.made() = None;
        }
    }

    fn broke(&self, number: u64) {
        let mut made = self.made();
        if made.as_ref().is_some_and(|(present, _)| *present == number) {
            *made = None;
        }
    }

    async fn connection(&self) -> Result<(u64, Connection), RedisError> {
        if let Some(made) = self.made().clone() {
            return Ok(made);
        }
        let mut number = self.making.lock().await;
        if let Some(made) = self.made().clone() {
            return Ok(made);
        }
        let connection = match &self.maker {
            Maker::One(client) => {
                // The caller's limit is the only one.
                let config = AsyncConnectionConfig::new()
                    .set_response_timeout(None)
                    .set_connection_timeout(None);
                let one = client.get_multiplexed_async_connection_with_config(&config);
                Connection::One(one.await?)
            }
            Maker::Cluster(client) => Connection::Cluster(client.get_async_connection().await?),
        };
        *number += 1;
        *self.made() = Some((*number, connection.clone()));
        Ok((*number, connection))
    }

    fn made(&self) -> std::sync::MutexGuard<'_, Option<(u64, Connection)>> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
