import TicketLedger

extension PolicyReader {
  private static let targetKeys = [
    "clock", "limit", "endOfDay", "calendar", "pausedBy", "whilePaused", "onChange",
    "onReopening", "countsAutomation", "thresholds",
  ]

  /// Reads a target; what is wrong with it is named by the text given, and by its clock.
  mutating func target(_ node: DocumentNode, called: String) -> ServiceTarget {
    // A clock that may go without a limit, so that a missing clock is not told a second time.
    var target = ServiceTarget(.agentWork, limit: nil)
    var node = node.called(called)
    if case .object(let object) = node.value,
      let clock = object["clock"]?.string.flatMap({ ServiceClock(name: $0) })
    {
      target.clock = clock
      node = node.called("\(called) (\(clock.name))")
    }
    guard let members = report.members(node, PolicyReader.targetKeys) else { return target }
    if let clock = report.required("clock", in: members, of: node, example: "\"resolution\"") {
      target.clock = report.word(clock) ?? target.clock
    }
    target.limit = limit(members)
    if let calendar = members["calendar"] {
      target.calendar = report.text(calendar, example: "\"office\"")
    }
    if let node = members["pausedBy"] {
      for reason in node.elements {
        if let reason: WaitingReason = report.word(reason) { target.pausedBy.insert(reason) }
      }
    }
    if let node = members["whilePaused"], let effect: PauseEffect = report.word(node) {
      target.whilePaused = effect
    }
    if let node = members["onChange"], let effect: ChangeEffect = report.word(node) {
      target.onChange = effect
    }
    if let node = members["onReopening"], let effect: ReopeningEffect = report.word(node) {
      target.onReopening = effect
    }
    if let node = members["countsAutomation"], let flag = report.flag(node) {
      target.countsAutomation = flag
    }
    if let thresholds = members["thresholds"] {
      target.thresholds = self.thresholds(thresholds)
    }
    return target
  }

  private mutating func limit(_ members: [String: DocumentNode]) -> TargetLimit? {
    let endOfDay = members["endOfDay"].flatMap { report.flag($0) } ?? false
    var limit: TargetLimit?
    if let node = members["limit"] {
      // Past a limit that cannot be read, nothing can be said about the end of the day.
      guard let duration = duration(node) else { return .workingDays(1, endOfDay: endOfDay) }
      switch duration {
      case .milliseconds(let milliseconds): limit = .duration(milliseconds: milliseconds)
      case .workingDays(let days): return .workingDays(days, endOfDay: endOfDay)
      }
    }
    if endOfDay, let node = members["endOfDay"] {
      report.add(
        "only a limit in working days is due at the end of one",
        "write for example \"limit\": \"2 workingDays\", or leave it out",
        at: node
      )
    }
    return limit
  }

  private mutating func duration(_ node: DocumentNode) -> DocumentDuration? {
    guard let text = report.text(node, example: TargetLimit.examples) else { return nil }
    if let duration = DocumentDuration(text) { return duration }
    report.add(
      "\(node.value.excerpt) is not a duration",
      "write for example \(TargetLimit.examples)",
      at: node
    )
    return nil
  }

  private mutating func thresholds(_ node: DocumentNode) -> [TargetThreshold] {
    let read = node.elements.map { threshold($0) }
    // What stands in for one that cannot be read keeps the others in their places, and is unlike any.
    let present = Set(read.compactMap { $0 })
    var next: Int64 = 0
    return read.map { threshold in
      if let threshold { return threshold }
      repeat { next += 1 } while present.contains(.offset(milliseconds: next))
      return .offset(milliseconds: next)
    }
  }

  private mutating func threshold(_ node: DocumentNode) -> TargetThreshold? {
    guard let text = report.text(node, example: TargetThreshold.examples) else { return nil }
    if let threshold = TargetThreshold(document: text) { return threshold }
    report.add(
      "\(node.value.excerpt) is not a threshold",
      "write for example \(TargetThreshold.examples)",
      at: node
    )
    return nil
  }
}
