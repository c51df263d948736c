import TicketLedger

/// A ticket as its rows so far have made it; turns the next row into events.
///
/// The order of a row's events is fixed: a reopening; priority; terms; team and level; agent; links;
/// then the row's own steps. So a reopened ticket is open before it moves, and a resolved one is
/// resolved by the team and agent of that row.
struct TicketFold {
  private var state = TicketState.new
  private var team: String?
  private var level: UInt8 = 1
  private var agent: String?
  private var prioritisation = Prioritisation()
  private var terms: [String?]
  private var links: [String?]
  private var causeClass: CauseClass?

  /// Opens the ticket with its first row: terms and priority are the row's, no team has it yet.
  init(openedWith values: RowValues) {
    prioritisation = values.prioritisation
    terms = values.terms
    links = Array(repeating: nil, count: values.links.count)
  }

  /// The events that bring the ticket to where a row says it is; none where it is there already.
  ///
  /// - Complexity: O(n) in the mapped dimensions and links.
  mutating func actions(for values: RowValues, by mapper: RowMapper) -> [Command.Action] {
    var actions: [Command.Action] = []
    var steps = values.steps[...]
    reopen(&steps, into: &actions)
    prioritise(by: values.prioritisation, into: &actions)
    classify(by: values.terms, mapper, into: &actions)
    route(by: values, mapper, into: &actions)
    let keepsUnknown = mapper.mapping.unknownMeans == .unchanged
    if values.agent != agent, values.agent != nil || !keepsUnknown {
      agent = values.agent
      actions.append(.assign(agent: values.agent.map { .identity($0) }))
    }
    link(by: values.links, mapper, into: &actions)
    for step in steps {
      switch step {
      case .enter(let target): enter(target, values.resolution, into: &actions)
      case .record(let action): record(action, into: &actions)
      }
    }
    return actions
  }

  private mutating func reopen(
    _ steps: inout ArraySlice<ResolvedStep>,
    into actions: inout [Command.Action]
  ) {
    if case .record(let action) = steps.first, action.kind == .reopened {
      steps = steps.dropFirst()
      record(action, into: &actions)
      return
    }
    for case .enter(let target) in steps {
      if target.isOpen, !state.isOpen { record(.reopen(.unknown, text: nil), into: &actions) }
      return
    }
  }

  private mutating func prioritise(by new: Prioritisation, into actions: inout [Command.Action]) {
    var change = Prioritisation()
    if let impact = new.impact, impact != prioritisation.impact { change.impact = impact }
    if let urgency = new.urgency, urgency != prioritisation.urgency { change.urgency = urgency }
    if let priority = new.priority, priority != prioritisation.priority {
      change.priority = priority
    }
    guard change != Prioritisation() else { return }
    prioritisation.impact = change.impact ?? prioritisation.impact
    prioritisation.urgency = change.urgency ?? prioritisation.urgency
    prioritisation.priority = change.priority ?? prioritisation.priority
    actions.append(.prioritise(change))
  }

  private mutating func classify(
    by new: [String?],
    _ mapper: RowMapper,
    into actions: inout [Command.Action]
  ) {
    guard new != terms else { return }
    var change: [String: TermReference?] = [:]
    for index in new.indices where new[index] != terms[index] {
      if new[index] == nil, mapper.mapping.unknownMeans == .unchanged { continue }
      terms[index] = new[index]
      let term: TermReference? = new[index].map { .name($0) }
      change.updateValue(term, forKey: mapper.mapping.dimensions[index].name)
    }
    if !change.isEmpty { actions.append(.classify(change)) }
  }

  private mutating func route(
    by values: RowValues,
    _ mapper: RowMapper,
    into actions: inout [Command.Action]
  ) {
    let keepsUnknown = mapper.mapping.unknownMeans == .unchanged
    let newTeam = values.team ?? (keepsUnknown ? team : nil)
    let newLevel = values.level ?? (keepsUnknown ? level : 1)
    guard newTeam != team || newLevel != level else { return }
    team = newTeam
    level = newLevel
    actions.append(.route(team: newTeam.map { .name($0) }, level: newLevel, reason: .unknown))
  }

  private mutating func link(
    by new: [String?],
    _ mapper: RowMapper,
    into actions: inout [Command.Action]
  ) {
    guard new != links else { return }
    for index in new.indices where new[index] != links[index] {
      if new[index] == nil, mapper.mapping.unknownMeans == .unchanged { continue }
      let relation = mapper.mapping.links[index].relation
      if let old = links[index] { actions.append(.unlink(relation, .outside(old))) }
      if let target = new[index] { actions.append(.link(relation, .outside(target))) }
      links[index] = new[index]
    }
  }

  /// The events from the present state to another; see the table in Importing.md.
  private mutating func enter(
    _ target: TicketState,
    _ resolution: Command.Resolution,
    into actions: inout [Command.Action]
  ) {
    guard target != state else { return }
    if target.isOpen, !state.isOpen { record(.reopen(.unknown, text: nil), into: &actions) }
    switch target {
    case .new:
      if state.isWaiting { record(.resume, into: &actions) }
    case .inProgress:
      if state == .new { record(.start, into: &actions) }
      if state.isWaiting { record(.resume, into: &actions) }
    case .waiting(let reason): record(.pause(reason, until: nil), into: &actions)
    case .resolved: record(.resolve(resolution), into: &actions)
    case .closed:
      if let causeClass = resolution.causeClass, causeClass != self.causeClass {
        record(.diagnose(causeClass, cause: nil, confidence: nil), into: &actions)
      }
      record(.close(.unknown), into: &actions)
    case .cancelled: record(.cancel(.unknown, text: resolution.text), into: &actions)
    // A row does not say into which ticket, so no mapping leads here.
    case .merged: break
    }
  }

  /// Adds an event, and follows it with the state as folding the ticket will.
  private mutating func record(_ action: Command.Action, into actions: inout [Command.Action]) {
    actions.append(action)
    switch action {
    case .start, .resume, .reopen: state = .inProgress
    case .pause(let reason, _): state = .waiting(reason)
    case .resolve(let resolution):
      state = .resolved
      causeClass = resolution.causeClass ?? causeClass
    case .diagnose(let causeClass, _, _): self.causeClass = causeClass
    case .close: state = .closed
    case .cancel: state = .cancelled
    default: break
    }
  }
}
