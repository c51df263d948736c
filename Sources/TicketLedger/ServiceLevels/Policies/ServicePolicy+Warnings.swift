extension ServicePolicy {
  /// What the policy can hardly mean, in the order of the document.
  ///
  /// Told of any policy; one with ``problems(knownCalendars:)`` is not looked at past their bounds.
  ///
  /// - Complexity: O(r · n) for r rules of n names together.
  public func warnings() -> [PolicyWarning] {
    let rules = rules.prefix(ServicePolicy.maximumRules)
    var reach = RuleReach()
    var warnings: [PolicyWarning] = []
    for (index, rule) in rules.enumerated() {
      let path = PolicyPath.rule(index)
      if let earlier = reach.add(rule.match) {
        let kind = PolicyWarning.Kind.unreachable(earlier: earlier, name: rules[earlier].name)
        warnings.append(PolicyWarning(kind, at: path, in: self))
      }
      let targets = rule.targets.prefix(ServiceRule.maximumTargets)
      for (place, target) in targets.enumerated() {
        let path = path.target(place)
        if let earlier = targets[..<place].firstIndex(where: { $0.promisesSame(as: target) }) {
          warnings.append(PolicyWarning(.sameTarget(earlier: earlier), at: path, in: self))
        }
        for (kind, key) in target.doubts {
          warnings.append(PolicyWarning(kind, at: path.key(key), in: self))
        }
      }
    }
    return warnings
  }
}

extension ServiceTarget {
  fileprivate func promisesSame(as other: ServiceTarget) -> Bool {
    clock == other.clock && limit == other.limit && calendar == other.calendar
      && pausedBy == other.pausedBy && whilePaused == other.whilePaused
      && countsAutomation == other.countsAutomation
  }

  /// What is doubtful, with the key it is said under, in the order that documents are written in.
  fileprivate var doubts: [(PolicyWarning.Kind, String)] {
    var doubts: [(PolicyWarning.Kind, String)] = []
    if let doubt = doubtOfPauses { doubts.append((doubt, "pausedBy")) }
    if whilePaused == .hide, pausedBy.isEmpty {
      doubts.append((.hidesWithoutPauses, "whilePaused"))
    }
    if countsAutomation, !clock.isStoppedByReplies {
      doubts.append((.countsAutomationInVain(clock), "countsAutomation"))
    }
    let thresholds = thresholds.prefix(ServiceTarget.maximumThresholds)
    guard !thresholds.isEmpty else { return doubts }
    guard let limit else {
      // The standard ones are what a target has that says nothing about thresholds.
      if thresholds[...] != TargetThreshold.standard[...] {
        doubts.append((.thresholdsWithoutLimit, "thresholds"))
      }
      return doubts
    }
    if thresholds.allSatisfy(\.isPastDue) { doubts.append((.onlyLateThresholds, "thresholds")) }
    for threshold in thresholds where threshold.isBeforeStart(of: limit) {
      doubts.append((.thresholdBeforeStart(threshold), "thresholds"))
    }
    return doubts
  }

  private var doubtOfPauses: PolicyWarning.Kind? {
    switch clock {
    case .agentWork where !pausedBy.isEmpty, .requesterWait where pausedBy == [.requester]:
      .pausedByDefinition(clock)
    default: pausedBy.count == WaitingReason.allCases.count ? .pausedByEverything : nil
    }
  }
}

extension ServiceClock {
  /// Whether an agent's reply stops the clock, so that an automation's may count for one.
  fileprivate var isStoppedByReplies: Bool {
    switch self {
    case .firstResponse, .nextResponse, .update, .teamResponse: true
    case .ownership, .resolution, .requesterWait, .agentWork, .teamResolution: false
    }
  }
}

extension TargetThreshold {
  fileprivate var isPastDue: Bool {
    switch self {
    case .percent(let share): share > 100
    case .offset(let milliseconds): milliseconds > 0
    case .workingDays(let days): days > 0
    }
  }

  /// Whether it is at the start of a target of that limit or before; unlike units are not compared.
  fileprivate func isBeforeStart(of limit: TargetLimit) -> Bool {
    switch (self, limit) {
    case (.offset(let offset), .duration(let milliseconds)):
      offset < 0 && milliseconds > 0 && offset <= -milliseconds
    case (.workingDays(let offset), .workingDays(let days, _)):
      offset < 0 && days > 0 && offset <= -days
    default: false
    }
  }
}
