import TicketLedger

/// What a state or an activity of a log means: states to go to and events to record, in order.
struct RowMeaning: MappedValue {
  /// The steps; none leaves the ticket as it is.
  let steps: [RowStep]

  static let wanted = "a state (\(RowStep.stateNames)), \"touch\", an event, or a list of them"

  init?(cell: String) {
    guard let state = RowStep.state(named: cell) else { return nil }
    steps = [.enter(state)]
  }

  init(_ node: MappingNode) throws(ImportError) {
    if case .list = node.value {
      var steps: [RowStep] = []
      for element in try node.elements() { steps += try RowMeaning(element).steps }
      self.steps = steps
    } else if case .string(let name) = node.value {
      if name == "touch" {
        steps = []
      } else if let state = RowStep.state(named: name) {
        steps = [.enter(state)]
      } else {
        steps = [.record(try MappedEvent(named: name, at: node, members: [:]))]
      }
    } else {
      steps = [.record(try MappedEvent(node))]
    }
  }
}

/// One thing that a row makes happen.
enum RowStep: Hashable, Sendable {
  /// The ticket goes to a state; nothing happens where it is there already.
  case enter(TicketState)
  /// An event is recorded in any case.
  case record(MappedEvent)

  static let stateNames =
    "new, inProgress, waiting:REASON with a reason of \(WaitingReason.names), resolved, closed, "
    + "cancelled"

  /// The state of a mapping's word, `waiting:vendor`; nil where there is none.
  static func state(named name: String) -> TicketState? {
    switch name {
    case "new": return .new
    case "inProgress": return .inProgress
    case "resolved": return .resolved
    case "closed": return .closed
    case "cancelled": return .cancelled
    case "waiting": return .waiting(.other)
    default:
      guard name.hasPrefix("waiting:") else { return nil }
      return WaitingReason(name: String(name.dropFirst(8))).map { .waiting($0) }
    }
  }
}

/// An event as a mapping writes it: its kind, and what is the same in every row.
struct MappedEvent: Hashable, Sendable {
  /// Which event.
  var kind: EventKind
  var purpose = ReplyPurpose.inform
  var channel: Channel?
  var waitingReason = WaitingReason.other
  var mode: WorkMode?
  var reopeningReason = ReopeningReason.unknown
  var closureReason = ClosureReason.unknown
  var cancellationReason = CancellationReason.unknown
  var escalationReason = EscalationReason.unknown
  var causeClass: CauseClass?
  var helped = true

  /// The keys an event may have beside its name; an event not listed cannot be mapped.
  static let keys: [EventKind: [String]] = [
    .started: [], .paused: ["reason"], .resumed: [], .reopened: ["reason"], .resolved: [],
    .closed: ["reason"], .cancelled: ["reason"], .replied: ["purpose", "channel"],
    .requesterReplied: ["channel"], .noted: [], .workLogged: ["mode"], .rated: [],
    .escalated: ["reason"], .diagnosed: ["causeClass"], .articleApplied: ["helped"],
  ]

  /// Reads an event: an object with the key `event`.
  init(_ node: MappingNode) throws(ImportError) {
    let members = try node.members()
    guard let event = members["event"] else {
      throw node.error(
        "no event is named",
        "write {\"event\": \"replied\"} or \(RowMeaning.wanted)"
      )
    }
    try self.init(named: try event.string(), at: node, members: members)
  }

  init(
    named name: String,
    at node: MappingNode,
    members: [String: MappingNode]
  ) throws(ImportError) {
    guard let kind = EventKind(name: name), let keys = MappedEvent.keys[kind] else {
      let names = MappedEvent.keys.keys.map(\.name).sorted().joined(separator: ", ")
      throw node.error(
        "\"\(name)\" is neither a state nor an event",
        "the states are \(RowStep.stateNames); the events are \(names); or \"touch\""
      )
    }
    self.kind = kind
    _ = try node.checked(members, allowing: ["event"] + keys)
    if let node = members["reason"] { try setReason(node) }
    if let node = members["purpose"] { purpose = try MappedWord<ReplyPurpose>(node).word }
    if let node = members["channel"] { channel = try MappedWord<Channel>(node).word }
    if let node = members["mode"] { mode = try MappedWord<WorkMode>(node).word }
    if let node = members["causeClass"] { causeClass = try MappedWord<CauseClass>(node).word }
    if let node = members["helped"] { helped = try node.bool() }
  }

  private mutating func setReason(_ node: MappingNode) throws(ImportError) {
    switch kind {
    case .paused: waitingReason = try MappedWord<WaitingReason>(node).word
    case .reopened: reopeningReason = try MappedWord<ReopeningReason>(node).word
    case .closed: closureReason = try MappedWord<ClosureReason>(node).word
    case .cancelled: cancellationReason = try MappedWord<CancellationReason>(node).word
    default: escalationReason = try MappedWord<EscalationReason>(node).word
    }
  }
}

extension MappingNode {
  /// The members again, after a check that only some keys are among them.
  fileprivate func checked(
    _ members: [String: MappingNode],
    allowing keys: [String]
  ) throws(ImportError) -> [String: MappingNode] {
    members.isEmpty ? members : try self.members(keys)
  }
}
