extension ServicePolicy {
  /// Looks for what forbids adopting the policy.
  ///
  /// - Parameter knownCalendars: The names of the calendars that targets may count by; nil where that
  ///   is not to be checked.
  /// - Returns: The faults in the order of the document; none where the policy can be adopted.
  /// - Complexity: O(n log n) in the size of the policy. Of more rules, dimensions, targets or thresholds
  ///   than are allowed, those past the bound are not looked at.
  public func problems(knownCalendars: Set<String>? = nil) -> [PolicyFault] {
    var check = PolicyCheck(self, knownCalendars: knownCalendars)
    check.run()
    return check.faults
  }
}

/// Gathers the faults of a policy.
private struct PolicyCheck {
  private let policy: ServicePolicy
  private let knownCalendars: Set<String>?
  private(set) var faults: [PolicyFault] = []

  init(_ policy: ServicePolicy, knownCalendars: Set<String>?) {
    self.policy = policy
    self.knownCalendars = knownCalendars
  }

  mutating func run() {
    checkName(policy.name, of: .policy, at: PolicyPath([.key("name")]))
    let rules = PolicyPath([.key("rules")])
    if policy.rules.isEmpty { add(.noRules, at: rules) }
    if policy.rules.count > ServicePolicy.maximumRules {
      add(.tooManyRules(policy.rules.count), at: rules)
    }
    var places: [String: Int] = [:]
    for (index, rule) in policy.rules.prefix(ServicePolicy.maximumRules).enumerated() {
      let path = PolicyPath.rule(index)
      checkName(rule.name, of: .rule, at: path.key("name"))
      if let earlier = places[rule.name], !rule.name.isEmpty {
        add(.duplicateRuleName(earlier: earlier), at: path.key("name"))
      } else {
        places[rule.name] = index
      }
      check(rule.match, at: path.key("match"))
      checkTargets(of: rule, at: path)
    }
    checkAll(at: rules)
  }

  /// What only all rules together can have too much of.
  private mutating func checkAll(at path: PolicyPath) {
    let rules = policy.rules.prefix(ServicePolicy.maximumRules)
    let thresholds = rules.reduce(into: Set<TargetThreshold>()) { all, rule in
      for target in rule.targets.prefix(ServiceRule.maximumTargets) {
        all.formUnion(target.thresholds.prefix(ServiceTarget.maximumThresholds))
      }
    }
    if thresholds.count > ServicePolicy.maximumThresholds {
      add(.tooManyDifferentThresholds(thresholds.count), at: path)
    }
    let dimensions = rules.reduce(into: Set<String>()) { $0.formUnion($1.match.terms.keys) }
      .filter { TermDimension(builtInName: $0) == nil }
    if dimensions.count > TermDimension.maximumOfHost {
      add(.tooManyOwnDimensions(dimensions.count), at: path)
    }
  }

  private mutating func add(_ kind: PolicyFault.Kind, at path: PolicyPath) {
    faults.append(PolicyFault(kind, at: path, in: policy))
  }

  private mutating func checkName(
    _ name: String,
    of named: PolicyFault.Named,
    at path: PolicyPath
  ) {
    if name.isEmpty { add(.emptyName(named), at: path) }
    if name.utf8.count > ServicePolicy.maximumNameSizeInBytes {
      add(.longName(named, name), at: path)
    }
    // The others are names of what the ledger has, whatever they hold.
    if [.policy, .rule].contains(named), name.hasControls {
      add(.controlInName(named), at: path)
    }
  }

  private mutating func check(_ match: TicketMatch, at path: PolicyPath) {
    for priority in match.priorities.sorted() where !(1...9 ~= priority) {
      add(.priorityOutOfRange(priority), at: path.key("priority"))
    }
    if match.levels.contains(0) { add(.levelZero, at: path.key("level")) }
    for team in match.teams.sorted() { checkName(team, of: .team, at: path.key("team")) }
    if match.terms.count > Classification.maximumCount {
      add(.tooManyDimensions(match.terms.count), at: path)
    }
    let dimensions = match.terms.sorted { $0.key < $1.key }
    for (dimension, terms) in dimensions.prefix(Classification.maximumCount) {
      let path = path.key(dimension)
      checkName(dimension, of: .dimension, at: path)
      if let builtIn = TermDimension(builtInName: dimension), !builtIn.classifiesTickets {
        add(.notClassifying(dimension: dimension), at: path)
      }
      if terms.isEmpty { add(.noTerms(dimension: dimension), at: path) }
      for term in terms.sorted() { checkName(term, of: .term, at: path) }
    }
  }

  private mutating func checkTargets(of rule: ServiceRule, at path: PolicyPath) {
    let targets = path.key("targets")
    if rule.targets.isEmpty { add(.noTargets, at: targets) }
    if rule.targets.count > ServiceRule.maximumTargets {
      add(.tooManyTargets(rule.targets.count), at: targets)
    }
    for clock in ServiceClock.allCases {
      let count = rule.targets.count { $0.clock == clock }
      if count > ServiceRule.maximumTargetsOfOneClock {
        add(.tooManyTargetsOfOneClock(clock, count), at: targets)
      }
    }
    var firsts: [ServiceClock: Int] = [:]
    for (index, target) in rule.targets.prefix(ServiceRule.maximumTargets).enumerated() {
      check(target, at: path.target(index))
      if let first = firsts[target.clock] {
        // A clock runs once, however many targets it is measured against.
        if !target.moves(like: rule.targets[first]) {
          add(.targetsDisagree(target.clock, earlier: first), at: path.target(index))
        }
      } else {
        firsts[target.clock] = index
      }
    }
  }

  private mutating func check(_ target: ServiceTarget, at path: PolicyPath) {
    switch target.limit {
    case nil where !target.clock.isMeasure:
      add(.limitMissing(target.clock), at: path.key("limit"))
    case .duration(let milliseconds)? where milliseconds <= 0:
      add(.limitNotPositive, at: path.key("limit"))
    case .duration(let milliseconds)? where milliseconds > TargetLimit.maximumMilliseconds:
      add(.limitTooLong, at: path.key("limit"))
    case .workingDays(let days, _)? where days <= 0:
      add(.limitNotPositive, at: path.key("limit"))
    case .workingDays(let days, _)? where days > TargetLimit.maximumDays:
      add(.limitTooLong, at: path.key("limit"))
    default: break
    }
    if let calendar = target.calendar {
      checkName(calendar, of: .calendar, at: path.key("calendar"))
      if let knownCalendars, !knownCalendars.contains(calendar), !calendar.isEmpty {
        add(.unknownCalendar(calendar), at: path.key("calendar"))
      }
    }
    check(target.thresholds, at: path.key("thresholds"))
  }

  private mutating func check(_ thresholds: [TargetThreshold], at path: PolicyPath) {
    if thresholds.count > ServiceTarget.maximumThresholds {
      add(.tooManyThresholds(thresholds.count), at: path)
    }
    var places: [TargetThreshold: Int] = [:]
    for (index, threshold) in thresholds.prefix(ServiceTarget.maximumThresholds).enumerated() {
      switch threshold {
      case .percent(let share) where !(1...1000 ~= share):
        add(.percentOutOfRange(share), at: path.index(index))
      case .offset(let offset) where offset.magnitude > TargetLimit.maximumMilliseconds.magnitude:
        add(.thresholdTooFar, at: path.index(index))
      case .workingDays(let days) where days.magnitude > TargetLimit.maximumDays.magnitude:
        add(.thresholdTooFar, at: path.index(index))
      default: break
      }
      if let earlier = places[threshold.instant] {
        add(.duplicateThreshold(threshold, earlier: earlier), at: path.index(index))
      } else {
        places[threshold.instant] = index
      }
    }
  }
}

extension ServiceTarget {
  /// Whether its clock starts, stops and follows changes as another target's does.
  fileprivate func moves(like other: ServiceTarget) -> Bool {
    onChange == other.onChange && onReopening == other.onReopening
      && countsAutomation == other.countsAutomation
  }
}

extension TargetThreshold {
  /// The threshold that stands for all of the same instant: at the due time there are three.
  fileprivate var instant: TargetThreshold {
    self == .offset(milliseconds: 0) || self == .workingDays(0) ? .percent(100) : self
  }
}
