//! What comes from outside, as the outside does it: through the signed hook, the widget, the desk, a file.

use std::net::{IpAddr, Ipv4Addr};

use jinpai_engine::{
    AddressChange, BuyerChange, EngineError, HookHeaders, Locale, Result, SignedIdentity, TaskOutcome,
    Visitor, sign,
};
use jinpai_model::{AddressKind, At, ConversationId, MINUTE_MS, Platform, Step, Task, TaskKind, Zone};

use super::World;
use crate::{
    check::Chat,
    plan::{Feed, Happening, News, WorldPlan},
};

impl World<'_> {
    pub(super) async fn happen(&mut self, plan: &WorldPlan, happening: &Happening) -> Result<()> {
        match happening {
            Happening::Told {
                order,
                news,
                delivery,
            } => self.tell(plan, *order, *news, *delivery).await,
            Happening::Upload => self.upload(plan).await,
            Happening::Writes { buyer } => self.buyer_writes(plan, *buyer).await,
            Happening::Agent { buyer } => self.agent_writes(plan, *buyer).await,
            Happening::Closes { buyer } => self.close_talk(plan, *buyer).await,
            Happening::OptsOut { buyer } => self.opt_out(plan, *buyer).await,
            Happening::Tasks => self.answer_tasks(plan).await,
            Happening::Switch { on } => self.desk.switch_reminders(*on).await,
            Happening::ProviderDown => {
                self.provider.set_down(true);
                Ok(())
            }
            Happening::ProviderUp => {
                self.provider.set_down(false);
                Ok(())
            }
            Happening::Leap { ms } => {
                self.clock.move_to(self.clock.moment().plus(*ms));
                Ok(())
            }
        }
    }

    fn reference(&mut self, kind: &str) -> String {
        self.count += 1;
        format!("{kind}{}", self.count)
    }

    async fn buyer_writes(&mut self, plan: &WorldPlan, buyer: usize) -> Result<()> {
        let reference = self.reference("b");
        let visitor = self.visitor(plan, buyer).await?;
        match visitor.send(&reference, "在吗，这个还有优惠吗").await {
            Ok(_) => {
                let now = self.clock.moment();
                self.known.wrote[buyer].push(now);
                Ok(())
            }
            Err(EngineError::TooMany { .. }) => Ok(()),
            Err(error) => Err(error),
        }
    }

    async fn agent_writes(&mut self, plan: &WorldPlan, buyer: usize) -> Result<()> {
        let reference = self.reference("a");
        let Some(talk) = self.open_talk(plan, buyer).await? else {
            return Ok(());
        };
        let words = "您好，有的，您看中哪一款我帮您查一下";
        self.desk.send(talk, &reference, words, Locale::Zh).await?;
        let now = self.clock.moment();
        self.known.answered[buyer].push(now);
        // Ten minutes after her last words she is not there any more.
        if self.known.wrote[buyer]
            .last()
            .is_none_or(|wrote| now.since(*wrote) >= 10 * MINUTE_MS)
        {
            self.known.contacted[buyer].push(now);
        }
        Ok(())
    }

    async fn close_talk(&mut self, plan: &WorldPlan, buyer: usize) -> Result<()> {
        match self.open_talk(plan, buyer).await? {
            Some(talk) => self.desk.close(talk).await,
            None => Ok(()),
        }
    }

    async fn open_talk(&mut self, plan: &WorldPlan, buyer: usize) -> Result<Option<ConversationId>> {
        self.visitor(plan, buyer).await?;
        let Some((_, id)) = &self.visitors[buyer] else {
            return Ok(None);
        };
        self.gate.open_talk(self.template.shop, *id).await
    }

    async fn opt_out(&mut self, plan: &WorldPlan, buyer: usize) -> Result<()> {
        self.visitor(plan, buyer).await?;
        let Some((_, id)) = &self.visitors[buyer] else {
            return Ok(());
        };
        let change = BuyerChange {
            opted_out: Some(true),
            ..BuyerChange::default()
        };
        self.desk.change_buyer(*id, change).await?;
        self.known.opted_out(buyer, self.clock.moment());
        Ok(())
    }

    /// An agent answers every open task by what is true: what the platform's page says of the order, or what
    /// the provider's page says of the message.
    async fn answer_tasks(&mut self, plan: &WorldPlan) -> Result<()> {
        for (task, step) in self.gate.open_tasks(self.template.shop).await? {
            let outcome = match task.kind {
                TaskKind::FindOut if self.provider.looked_up(&format!("step:{}", step.id)) => {
                    TaskOutcome::Sent
                }
                TaskKind::FindOut => TaskOutcome::Unpaid,
                TaskKind::Draft => TaskOutcome::Sent,
                // Nobody changes a price here: the reminder goes out with the old one.
                TaskKind::ChangePrice => continue,
                TaskKind::Call | TaskKind::ConfirmUnpaid => {
                    self.seen_on_the_platform(plan, &task, &step).await?
                }
            };
            match self.desk.finish_task(task.id, outcome).await {
                Ok(_) => self.answered(&task, outcome),
                // The step was settled while she looked.
                Err(EngineError::AlreadyDone(_) | EngineError::NoLongerFits { .. }) => {}
                // Nobody could read it there: she passes the text on herself.
                Err(EngineError::Invalid { .. }) => {
                    self.desk.finish_task(task.id, TaskOutcome::Sent).await?;
                    self.answered(&task, TaskOutcome::Sent);
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    fn answered(&mut self, task: &Task, outcome: TaskOutcome) {
        let now = self.clock.moment();
        match outcome {
            TaskOutcome::Unpaid => self.known.confirmed.entry(task.step).or_default().push(now),
            TaskOutcome::Sent => self.known.passed_on.push(task.step),
            TaskOutcome::Paid | TaskOutcome::Declined => {}
        }
    }

    async fn seen_on_the_platform(
        &mut self,
        plan: &WorldPlan,
        task: &Task,
        step: &Step,
    ) -> Result<TaskOutcome> {
        let now = self.clock.moment();
        let numbers = self.gate.order_numbers(self.template.shop, &step.orders).await?;
        let about = plan.orders.iter().filter(|order| numbers.contains(&order.number));
        let over = |at: Option<At>| at.is_some_and(|at| at <= now);
        let mut about = about.peekable();
        if about.peek().is_none() {
            return Ok(TaskOutcome::Declined);
        }
        let (mut paid, mut closed) = (false, false);
        for order in about {
            paid |= over(order.paid_at);
            closed |= over(Some(order.close_at));
        }
        self.count += 1;
        Ok(match task.kind {
            _ if paid => TaskOutcome::Paid,
            _ if closed || self.count.is_multiple_of(7) => TaskOutcome::Declined,
            TaskKind::Call => TaskOutcome::Sent,
            _ => TaskOutcome::Unpaid,
        })
    }

    /// The buyer in the chat, known to the shop by her name; where else she is reached is written down with her
    /// first visit.
    async fn visitor(&mut self, plan: &WorldPlan, buyer: usize) -> Result<&Visitor> {
        if self.visitors[buyer].is_none() {
            let about = &plan.buyers[buyer];
            let identity = SignedIdentity {
                id: about.name.clone(),
                name: Some(about.name.clone()),
                signature: sign(&self.template.identity, &[about.name.as_bytes()]),
            };
            let last = u32::try_from(buyer).unwrap_or(0);
            let from = IpAddr::V4(Ipv4Addr::from(0x7f01_0000 + last));
            let session = self
                .gate
                .open_widget(self.template.shop, None, Some(identity), from)
                .await?;
            let visitor = self.gate.visitor(&session.token).await?;
            let id = visitor.buyer_id();
            let ways = [
                (AddressKind::Mobile, about.mobile.as_ref()),
                (AddressKind::Email, about.email.as_ref()),
            ];
            for (kind, value) in ways {
                let Some(value) = value else { continue };
                let change = AddressChange {
                    kind,
                    value: value.clone(),
                    proxied: about.proxied && kind == AddressKind::Mobile,
                    notice: true,
                    promotion: false,
                };
                self.desk.put_address(id, change).await?;
            }
            self.visitors[buyer] = Some((visitor, id));
        }
        let held = self.visitors[buyer].as_ref();
        held.map(|(visitor, _)| visitor)
            .ok_or(EngineError::NotFound("buyer"))
    }

    /// The shop's system tells of an order, signed; what it confirmed is known from then on.
    async fn tell(&mut self, plan: &WorldPlan, order: usize, news: News, delivery: u32) -> Result<()> {
        let about = &plan.orders[order];
        self.visitor(plan, about.buyer).await?;
        let zone = Zone::shanghai();
        let (event, at) = match news {
            News::Created | News::Repriced => ("created", about.created_at),
            News::Paid => ("paid", about.paid_at.unwrap_or(about.created_at)),
            News::Closed => ("closed", about.close_at),
        };
        let yuan = if news == News::Created {
            about.yuan
        } else {
            about.later_yuan
        };
        let body = serde_json::json!({
            "event": event,
            "at": at.rfc3339(&zone),
            "order": {
                "number": about.number,
                "platform": about.platform,
                "created_at": about.created_at.rfc3339(&zone),
                "close_at": about.close_at.rfc3339(&zone),
                "total": format!("{yuan}.00"),
                "items": [{ "title": about.title, "quantity": about.quantity }],
                "buyer": { "id": plan.buyers[about.buyer].name },
            }
        })
        .to_string();
        let now = self.clock.moment();
        let timestamp = (now.ms() / 1_000).to_string();
        let signature = sign(
            &self.template.hook,
            &[timestamp.as_bytes(), b".", body.as_bytes()],
        );
        let signature = format!("v1={signature}");
        let delivery = format!("d{delivery}");
        let headers = HookHeaders {
            timestamp: &timestamp,
            delivery: &delivery,
            signature: &signature,
        };
        self.gate
            .order_hook(self.template.shop, headers, body.as_bytes())
            .await?;
        self.known.told(order, (news, Feed::Hook), now);
        Ok(())
    }

    /// An export of everything that comes by file, as it stands now.
    async fn upload(&mut self, plan: &WorldPlan) -> Result<()> {
        let (now, zone) = (self.clock.moment(), Zone::shanghai());
        let clock = |at: At| at.in_zone(&zone).strftime("%Y-%m-%d %H:%M:%S").to_string();
        let mut file = "订单编号,总金额,订单状态,订单创建时间,订单付款时间,宝贝标题,宝贝总数量\n".to_owned();
        let mut told = Vec::new();
        for (place, order) in plan.orders.iter().enumerate() {
            if order.feed != Feed::File || order.created_at > now {
                continue;
            }
            let paid_at = order.paid_at.filter(|at| *at <= now);
            let (status, news) = match paid_at {
                Some(_) => ("买家已付款，等待卖家发货", News::Paid),
                None if order.close_at <= now => ("交易关闭", News::Closed),
                None => ("等待买家付款", News::Created),
            };
            file.push_str(&format!(
                "{},{}.00,{status},{},{},{},{}\n",
                order.number,
                order.yuan,
                clock(order.created_at),
                paid_at.map(clock).unwrap_or_default(),
                order.title,
                order.quantity,
            ));
            told.push((place, news));
        }
        if told.is_empty() {
            return Ok(());
        }
        let platform = Some(Platform::Taobao);
        let report = self
            .desk
            .import_orders(file.into_bytes(), platform, false, Locale::Zh)
            .await?;
        if report.refused_total > 0 {
            return Err(EngineError::BadFile(format!("{:?}", report.refused)));
        }
        for (place, news) in told {
            self.known.told(place, (news, Feed::File), now);
        }
        Ok(())
    }

    /// What stands in every buyer's chat.
    pub(super) async fn chats(&self) -> Result<Vec<Vec<Chat>>> {
        let mut chats = Vec::with_capacity(self.visitors.len());
        for visitor in &self.visitors {
            let Some((visitor, _)) = visitor else {
                chats.push(Vec::new());
                continue;
            };
            let (page, _) = visitor.messages(None, None, 200).await?;
            let seen = page.items.into_iter().map(|view| Chat {
                reference: view.message.client_ref,
                text: view.message.text,
            });
            chats.push(seen.collect());
        }
        Ok(chats)
    }
}
