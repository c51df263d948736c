extension ServicePolicy {
  /// What the policy can hardly mean, in the order of the document.
  ///
  /// Told of any policy; one with ``problems(knownCalendars:)`` is not looked at past their bounds.
  ///
  /// - Parameters:
  ///   - calendars: The calendars it will count by, as far as they are known; later ones of a name
  ///     stand for earlier ones.
  ///   - instant: From when on they are to be open for as long as the limits are.
  /// - Returns: The warnings; none where nothing is doubtful.
  /// - Complexity: O(r · n) for r rules of n names together, and what ``OpenTime/init(_:)`` takes for
  ///   each calendar.
  public func warnings(
    calendars: [ServiceCalendar] = [],
    from instant: Instant = .now
  ) -> [PolicyWarning] {
    let rules = rules.prefix(ServicePolicy.maximumRules)
    var reach = RuleReach()
    var hours = TimeToCome(of: calendars, from: instant)
    var warnings: [PolicyWarning] = []
    for (index, rule) in rules.enumerated() {
      let path = PolicyPath.rule(index)
      switch reach.add(rule.match) {
      case nil: break
      case .one(let earlier)?:
        let kind = PolicyWarning.Kind.unreachable(earlier: earlier, name: rules[earlier].name)
        warnings.append(PolicyWarning(kind, at: path, in: self))
      case .together(let earlier)?:
        warnings.append(PolicyWarning(.unreachableTogether(earlier), at: path, in: self))
      }
      let targets = rule.targets.prefix(ServiceRule.maximumTargets)
      for (place, target) in targets.enumerated() {
        let path = path.target(place)
        if let earlier = targets[..<place].firstIndex(where: { $0.promisesSame(as: target) }) {
          warnings.append(PolicyWarning(.sameTarget(earlier: earlier), at: path, in: self))
        }
        if let calendar = target.calendar, let limit = target.limit,
          !hours.suffice(for: limit, in: calendar)
        {
          let kind = PolicyWarning.Kind.neverDue(calendar: calendar, from: instant)
          warnings.append(PolicyWarning(kind, at: path.key("limit"), in: self))
        }
        for (kind, key) in target.doubts {
          warnings.append(PolicyWarning(kind, at: path.key(key), in: self))
        }
        warnings += doubtsOfThresholds(of: target, at: path.key("thresholds"))
      }
    }
    return warnings
  }

  private func doubtsOfThresholds(of target: ServiceTarget, at path: PolicyPath) -> [PolicyWarning]
  {
    let thresholds = target.thresholds.prefix(ServiceTarget.maximumThresholds)
    guard !thresholds.isEmpty else { return [] }
    guard let limit = target.limit else {
      // The standard ones are what a target has that says nothing about thresholds.
      guard thresholds[...] != TargetThreshold.standard[...] else { return [] }
      return [PolicyWarning(.thresholdsWithoutLimit, at: path, in: self)]
    }
    var warnings: [PolicyWarning] = []
    if thresholds.allSatisfy(\.isPastDue) {
      warnings.append(PolicyWarning(.onlyLateThresholds, at: path, in: self))
    }
    for (place, threshold) in thresholds.enumerated() where threshold.isBeforeStart(of: limit) {
      let kind = PolicyWarning.Kind.thresholdBeforeStart(threshold)
      warnings.append(PolicyWarning(kind, at: path.index(place), in: self))
    }
    return warnings
  }
}

/// The open time that calendars still have from an instant on.
private struct TimeToCome {
  private let calendars: [String: ServiceCalendar]
  private let instant: Instant
  private var built: [String: OpenTime] = [:]

  init(of calendars: [ServiceCalendar], from instant: Instant) {
    self.calendars = Dictionary(calendars.map { ($0.name, $0) }) { $1 }
    self.instant = instant
  }

  /// Whether a limit that begins then is ever reached; yes where the calendar is not known.
  mutating func suffice(for limit: TargetLimit, in name: String) -> Bool {
    guard let calendar = calendars[name] else { return true }
    let openTime = built[name] ?? OpenTime(calendar)
    built[name] = openTime
    switch limit {
    case .duration(let milliseconds):
      return openTime.adding(max(milliseconds, 0), to: instant) != nil
    case .workingDays(let days, let endOfDay):
      return openTime.addingWorkingDays(max(days, 0), to: instant, endOfDay: endOfDay) != nil
    }
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
    return doubts
  }

  private var doubtOfPauses: PolicyWarning.Kind? {
    switch clock {
    case .agentWork where !pausedBy.isEmpty, .requesterWait where pausedBy == [.requester]:
      .pausedByDefinition(clock)
    case .resolution where pausedBy.isEmpty && whilePaused == .exclude,
      .teamResolution where pausedBy.isEmpty && whilePaused == .exclude:
      .neverPauses
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
