import TicketLedger

/// Reads a policy from JSON, to the end, whatever is wrong.
///
/// Where a value is wrong, a sound one takes its place, so that rules and targets keep their places and
/// what else is wrong with them is found too.
struct PolicyReader {
  /// What is wrong.
  var report: DocumentReport
  /// What is doubtful in the file rather than in the policy.
  private var doubts: DocumentReport
  private let document: DocumentNode

  init(_ value: JSONValue, file: String) {
    report = DocumentReport(file: file)
    doubts = DocumentReport(file: file)
    document = DocumentNode(value)
  }

  /// Reads the policy; sound where nothing was found to be wrong.
  mutating func policy() -> ServicePolicy {
    var policy = ServicePolicy(name: "", rules: [])
    guard let members = report.members(document, ["name", "versions", "rules"]) else {
      return policy
    }
    if let node = report.required("name", in: members, of: document, example: "\"standard\"") {
      policy.name = report.text(node, example: "\"standard\"") ?? ""
    }
    if let node = members["versions"], let versions: ServicePolicy.Versions = report.word(node) {
      policy.versions = versions
    }
    let example =
      "[{\"name\": \"all\", \"targets\": {\"clock\": \"resolution\", \"limit\": \"8h\"}}]"
    guard let node = report.required("rules", in: members, of: document, example: example) else {
      return policy
    }
    for (index, node) in node.elements.enumerated() {
      policy.rules.append(rule(node, number: index + 1))
    }
    return policy
  }

  private mutating func rule(_ node: DocumentNode, number: Int) -> ServiceRule {
    var rule = ServiceRule(name: "", targets: [])
    // Named before it is read, so that every message about it says which it is.
    if case .object(let object) = node.value, let name = object["name"]?.string, !name.isEmpty {
      rule.name = name
    }
    let called = rule.name.isEmpty ? "rule \(number)" : "rule \(rule.name.inMessages)"
    let node = node.called(called)
    guard let members = report.members(node, ["name", "match", "targets"]) else { return rule }
    if let name = report.required("name", in: members, of: node, example: "\"Priority 1\"") {
      _ = report.text(name, example: "\"Priority 1\"")
    }
    if let match = members["match"] { rule.match = self.match(match) }
    let example = "{\"clock\": \"resolution\", \"limit\": \"8h\"}"
    guard let targets = report.required("targets", in: members, of: node, example: example) else {
      return rule
    }
    for (index, target) in targets.elements.enumerated() {
      rule.targets.append(self.target(target, called: "\(called), target \(index + 1)"))
    }
    return rule
  }

  private mutating func match(_ node: DocumentNode) -> TicketMatch {
    var match = TicketMatch()
    for (key, node) in report.entries(node) ?? [] where !node.value.isNull {
      switch key {
      case "kind":
        for node in report.elements(node) {
          if let kind: TicketKind = report.word(node) { match.kinds.insert(kind) }
        }
      case "priority":
        for node in report.elements(node) {
          if let priority = report.byte(node, "a priority") { match.priorities.insert(priority) }
        }
      case "level":
        for node in report.elements(node) {
          if let level = report.byte(node, "a level") { match.levels.insert(level) }
        }
      case "team": match.teams = names(node, example: "\"Network\"")
      case PolicyReader.dimensionsKey:
        for (dimension, node) in report.entries(node) ?? [] where !node.value.isNull {
          add(dimension, node, to: &match)
        }
      default:
        doubt(key, at: node, in: match)
        add(key, node, to: &match)
      }
    }
    return match
  }

  /// Where dimensions stand that are called like another key of a match.
  static let dimensionsKey = "dimensions"

  /// The keys of a match that are not dimensions.
  static let matchKeys = ["kind", "priority", "level", "team", dimensionsKey]

  private mutating func add(_ dimension: String, _ node: DocumentNode, to match: inout TicketMatch)
  {
    if match.terms[dimension] != nil {
      report.add("the dimension stands twice", "leave one of them out", at: node)
    }
    match.terms[dimension] = names(node, example: "\"VPN\"")
  }

  /// Warns of a key that is taken for a dimension of the host, and is nearly a known one.
  private mutating func doubt(_ key: String, at node: DocumentNode, in match: TicketMatch) {
    let known =
      PolicyReader.matchKeys
      + TermDimension.builtIn.filter(\.classifiesTickets)
      .compactMap(\.builtInName)
    // A ticket has no more dimensions than that: past them the match is refused.
    guard match.terms.count < Classification.maximumCount, key.count > 3, !known.contains(key),
      let near = key.nearest(among: known)
    else { return }
    doubts.add(
      "\(JSONValue.string(key).excerpt) is taken for a dimension of your own",
      "did you mean \"\(near)\"?",
      at: node
    )
  }

  private mutating func names(_ node: DocumentNode, example: String) -> Set<String> {
    var names: Set<String> = []
    for node in report.elements(node) {
      if let name = report.text(node, example: example) { names.insert(name) }
    }
    return names
  }
}

extension PolicyReader {
  /// Adds what is wrong with the policy that was read, where it does not come of what could not be.
  mutating func add(_ problems: [PolicyFault]) {
    let unread = report
    for (index, problem) in problems.enumerated() {
      guard !report.isFull else {
        report.omit(problems.count - index)
        return
      }
      guard !isExplained(problem, by: unread) else { continue }
      let fault = DocumentFault(
        file: report.file,
        subject: problem.subject,
        problem: problem.problem,
        remedy: problem.remedy
      )
      report.add(fault, at: place(of: problem.path).place)
    }
  }

  /// Whether a problem may come of what could not be read: of a value that is missing since, or of one
  /// that stands in for it.
  private func isExplained(_ problem: PolicyFault, by unread: DocumentReport) -> Bool {
    switch problem.kind {
    case .emptyName(.policy), .emptyName(.rule), .noRules, .noTargets, .noTerms, .limitMissing,
      .targetsDisagree:
      let (value, isThere) = place(of: problem.path)
      let last = problem.path.steps.last
      let isList = last == .key("rules") || last == .key("targets")
      return unread.holds { isThere && !isList ? $0.starts(with: value) : $0 == value }
    case .tooManyDifferentThresholds: return !unread.isEmpty
    // All others are about a value that is there.
    default: return false
    }
  }

  /// What is doubtful in the policy that was read, and in the way it was written.
  func warnings(
    of policy: ServicePolicy,
    _ calendars: [ServiceCalendar],
    from instant: Instant,
    in text: [UInt8]
  ) -> [DocumentFault] {
    var report = doubts
    for warning in policy.warnings(calendars: calendars, from: instant) {
      let (place, isThere, value) = found(warning.path)
      // An empty list says that nothing is to pause it.
      if warning.kind == .neverPauses, isThere, !value.isNull { continue }
      let fault = DocumentFault(
        file: report.file,
        subject: warning.subject,
        problem: warning.problem(writing: isThere ? value.string : nil),
        remedy: warning.remedy
      )
      report.add(fault, at: place)
    }
    return report.faults(in: text)
  }

  /// Where something of the policy stands in the document; where it is left out, what it is left out of.
  private func place(of path: PolicyPath) -> (place: [Int], isThere: Bool) {
    let (place, isThere, _) = found(path)
    return (place, isThere)
  }

  private func found(_ path: PolicyPath) -> (place: [Int], isThere: Bool, value: JSONValue) {
    var place: [Int] = []
    var value = document.value
    for step in path.steps {
      switch (step, value) {
      case (.key(let key), .object(let object)):
        guard let (index, next) = PolicyReader.member(key, of: object) else {
          return (place, false, value)
        }
        place += index
        value = next
      case (.index(let index), .array(let elements)) where elements.indices.contains(index):
        place.append(index)
        value = elements[index]
      case (.index(0), _): break
      default: return (place, false, value)
      }
    }
    return (place, true, value)
  }

  private static func member(_ key: String, of object: JSONObject) -> ([Int], JSONValue)? {
    if let index = object.members.firstIndex(where: { $0.key == key }) {
      return ([index], object.members[index].value)
    }
    guard let index = object.members.firstIndex(where: { $0.key == dimensionsKey }),
      case .object(let dimensions) = object.members[index].value,
      let inner = dimensions.members.firstIndex(where: { $0.key == key })
    else { return nil }
    return ([index, inner], dimensions.members[inner].value)
  }
}
