import Foundation

@testable import TicketLedger

extension SLAScenario {
  /// The versions of policy and calendar that the known steps adopt.
  func agreements(_ steps: ArraySlice<Step>) throws -> ServiceAgreements {
    var adoptions = [
      try adopted(.calendar(VectorCalendars.calendar(named: "calendar", calendar)), .distantPast)
    ]
    var keys = policy
    if steps.contains(where: { $0.type == "sla_assigned" }) { keys["sla"] = nil }
    var extra: [VectorObject] = []
    adoptions.append(try adopted(.policy(servicePolicy(keys)), .distantPast))
    for step in steps {
      let change = step.object["to"] as? VectorObject ?? [:]
      switch step.type {
      case "calendar_changed":
        var changed = calendar
        changed["weekly"] = change
        let document = try VectorCalendars.calendar(named: "calendar", changed)
        adoptions.append(try adopted(.calendar(document), step.at))
        continue
      case "policy_changed", "sla_replaced":
        keys = policy.filter { !SLAScenario.isTarget($0.key) }.merging(change) { $1 }
      case "sla_assigned": keys["sla"] = policy["sla"]
      case "ola_assigned":
        guard let added = step.object["policy"] as? VectorObject else { continue }
        extra.append(added)
      default: continue
      }
      adoptions.append(try adopted(.policy(servicePolicy(keys, extra: extra)), step.at))
    }
    return ServiceAgreements(adoptions, names: TermNames(Catalogue()))
  }

  private static func isTarget(_ key: String) -> Bool {
    key.hasSuffix("_min") || ["tto", "ttr", "sla", "ola"].contains(key)
  }

  private func adopted(
    _ document: AdoptedDocument,
    _ instant: Instant
  ) throws -> ServiceAgreements.Adopted {
    if case .policy(let policy) = document {
      let faults = policy.problems(knownCalendars: ["calendar"]).filter { fault in
        // Before an agreement is assigned there may be nothing to promise.
        if case .noTargets = fault.kind { false } else { true }
      }
      if let fault = faults.first { throw VectorProblem("\(fault)") }
    }
    return ServiceAgreements.Adopted(
      position: nil,
      effectiveFrom: instant,
      document: document,
      bytes: []
    )
  }

  /// The ticket's events that the known steps come to, as one metric's fields record them.
  func history(_ steps: ArraySlice<Step>, for metric: String) -> [RecordedEvent] {
    var events: [RecordedEvent] = []
    var isOver = false
    func add(_ event: TicketEvent, _ at: Instant) {
      let position = Position(UInt64(events.count))
      events.append(
        RecordedEvent(
          position: position,
          recordedAt: at,
          occurredAt: at,
          actor: .person(PersonID(1)),
          event: .ticket(event),
          ticket: TicketID(1),
          revision: UInt32(events.count + 1)
        )
      )
    }
    func enter(_ state: String, _ at: Instant) {
      if SLAScenario.isOver(state) {
        if !isOver { add(.resolved(Resolution()), at) }
        isOver = true
        return
      }
      if isOver { add(.reopened(.unknown), at) }
      isOver = false
      if let reason = reason(of: state) {
        add(.paused(Pause(reason)), at)
      } else {
        add(.started, at)
      }
    }
    let hasOLA = policy["ola"] != nil || steps.contains { $0.type == "ola_assigned" }
    let isAssigned = self.steps.contains { $0.object["group"] != nil }
    for step in steps {
      switch step.type {
      case "created":
        let priority = priority(step.object["priority"])
        add(
          .opened(Opening(prioritisation: Prioritisation(priority: priority))),
          step.at
        )
        if hasOLA, !isAssigned { add(.routed(Routing(team: TermID(.team, 1))), step.at) }
        if let state = step.object["state"] as? String, reason(of: state) != nil {
          enter(state, step.at)
        }
        let isOwner = step.object["owner"] as? String == "same"
        if step.object["by"] as? String == "customer", !isOwner {
          add(.requesterReplied(channel: nil), step.at)
        }
      case "state": enter(step.object["to"] as? String ?? "", step.at)
      case "customer_contact": add(.requesterReplied(channel: nil), step.at)
      case "agent_contact": add(.replied(Reply()), step.at)
      case "agent_reply":
        let isPublic = step.object["public"] as? Bool ?? true
        add(isPublic ? .replied(Reply()) : .noted, step.at)
      case "internal_note": add(.noted, step.at)
      case "priority_changed":
        let priority = priority(step.object["to"])
        add(.prioritised(Prioritisation(priority: priority)), step.at)
      // The products write this field apart from any contact: it is the first response's alone.
      case "first_response_recorded":
        if metric == "first_response" { add(.replied(Reply()), step.at) }
      case "close_recorded": enter("closed", step.at)
      case "ola_assigned":
        if step.object["group"] != nil { add(.routed(Routing(team: TermID(.team, 1))), step.at) }
      default: break
      }
    }
    return events
  }
}
