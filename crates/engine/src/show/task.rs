//! A task with what the person who does it needs to see. A number is masked here, always.

use std::collections::HashMap;

use jinpai_model::{AddressKind, OrderId, ShopId, Step, StepId, Task, TaskId, TaskKind};
use jinpai_reminder::form::phone_steps;
use jinpai_store::{
    holds, orders,
    prices::{self, PriceChange},
    steps,
};

use crate::{
    core::Engine,
    desk::addresses::masked,
    error::Result,
    reminders::{deciding::address_of, tasks::HOLD_MS},
    show::names_of,
    views::{PriceView, StepView, Taken, TaskView},
};

impl Engine {
    pub(crate) async fn show_tasks(&self, shop: ShopId, rows: Vec<Task>) -> Result<Vec<TaskView>> {
        let read = self.store.read();
        let ids: Vec<StepId> = rows.iter().map(|t| t.step).collect();
        let held = steps::get_many(read, shop, &ids).await?;
        let views = self.show_steps(shop, held.into_values().collect()).await?;
        let views: HashMap<StepId, StepView> = views.into_iter().map(|v| (v.step.id, v)).collect();
        let mut taken = self.holders(shop, &rows).await?;
        let of_kind = |kind| {
            rows.iter()
                .filter(move |task| task.kind == kind)
                .map(|task| task.id)
        };
        let changes: Vec<TaskId> = of_kind(TaskKind::ChangePrice).collect();
        let mut changes = prices::of_tasks(read, shop, &changes).await?;
        let mut shown = Vec::with_capacity(rows.len());
        for task in rows {
            let Some(step) = views.get(&task.step).cloned() else {
                continue;
            };
            let calls = task.kind == TaskKind::Call;
            let price = match changes.remove(&task.id) {
                Some(change) => Some(self.show_price(shop, change).await?),
                None => None,
            };
            shown.push(TaskView {
                reachable: crate::reminders::reachable(read, shop, step.step.buyer).await?,
                number: if calls {
                    self.masked_number(&step.step).await?
                } else {
                    None
                },
                script: step.step.text.as_deref().filter(|_| calls).and_then(script),
                taken: taken.remove(&task.id),
                price,
                task,
                step,
            });
        }
        Ok(shown)
    }

    /// Who has which call in her hands now.
    async fn holders(&self, shop: ShopId, rows: &[Task]) -> Result<HashMap<TaskId, Taken>> {
        let calls = rows.iter().filter(|task| task.kind == TaskKind::Call);
        let calls: Vec<TaskId> = calls.map(|task| task.id).collect();
        let read = self.store.read();
        let now = self.now();
        let mut held = holds::get_many(read, shop, &calls).await?;
        held.retain(|_, hold| now.since(hold.taken_at) < HOLD_MS);
        let names = names_of(read, held.values().map(|hold| hold.person).collect()).await?;
        let taken = held.into_iter().map(|(task, hold)| {
            let taken = Taken {
                person: hold.person,
                name: names.get(&hold.person).cloned().unwrap_or_default(),
                until: hold.taken_at.plus(HOLD_MS),
            };
            (task, taken)
        });
        Ok(taken.collect())
    }

    async fn masked_number(&self, step: &Step) -> Result<Option<String>> {
        let address = address_of(self.store.read(), step, AddressKind::Mobile).await?;
        Ok(address.map(|address| masked(&address)))
    }

    async fn show_price(&self, shop: ShopId, change: PriceChange) -> Result<PriceView> {
        let ids = change.keep.iter().map(|(id, _)| *id);
        let ids: Vec<OrderId> = ids.chain(change.duplicates.iter().copied()).collect();
        let held = orders::get_many(self.store.read(), shop, &ids).await?;
        let keep = change.keep.into_iter();
        let duplicates = change.duplicates.iter();
        Ok(PriceView {
            keep: keep
                .filter_map(|(id, price)| Some((held.get(&id)?.clone(), price)))
                .collect(),
            duplicates: duplicates.filter_map(|id| held.get(id).cloned()).collect(),
            postage_off_fen: change.postage_off_fen,
            sum_fen: change.sum_fen,
            new_sum_fen: change.new_sum_fen,
        })
    }
}

fn script(text: &str) -> Option<[String; 4]> {
    Some(phone_steps(text)?.map(str::to_owned))
}
