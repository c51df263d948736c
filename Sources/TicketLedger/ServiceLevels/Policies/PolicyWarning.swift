/// What a policy may say but can hardly mean, and where it stands; it can be adopted all the same.
public struct PolicyWarning: Hashable, Sendable {
  /// Where.
  public let path: PolicyPath
  /// What messages call the place: `rule “P1”, target 2 (resolution)`.
  public let subject: String
  /// What is doubtful.
  public let kind: Kind

  /// Creates the warning of a place in a policy.
  init(_ kind: Kind, at path: PolicyPath, in policy: ServicePolicy) {
    self.path = path
    self.kind = kind
    subject = policy.subject(of: path)
  }

  /// What can be doubtful in a policy.
  public enum Kind: Hashable, Sendable {
    /// An earlier rule, counted from 0, matches whatever the rule matches.
    case unreachable(earlier: Int, name: String)
    /// Earlier rules, counted from 0, match together whatever the rule matches, and none of them alone.
    case unreachableTogether([Int])
    /// An earlier target of the rule, counted from 0, promises the same by the same clock.
    case sameTarget(earlier: Int)
    /// The due time would be hidden by a pause, and nothing pauses the target.
    case hidesWithoutPauses
    /// No wait pauses the target, though its clock runs for as long as the ticket does.
    case neverPauses
    /// The calendar does not open for so long any more, from an instant on.
    case neverDue(calendar: String, from: Instant)
    /// Every wait pauses the target.
    case pausedByEverything
    /// The measure leaves these waits out by itself.
    case pausedByDefinition(ServiceClock)
    /// No reply stops the clock, so it does not matter whose reply counts.
    case countsAutomationInVain(ServiceClock)
    /// Thresholds of a target without a limit, which has no due time.
    case thresholdsWithoutLimit
    /// Every threshold lies past the due time.
    case onlyLateThresholds
    /// A threshold that lies so long before the due time as the target takes, or longer.
    case thresholdBeforeStart(TargetThreshold)
  }
}

extension PolicyWarning: CustomStringConvertible {
  /// The place, what is doubtful, and the remedy, in one line.
  public var description: String { "\(subject): \(problem); \(remedy)" }

  /// What is doubtful, and what it comes to.
  public var problem: String { problem(writing: nil) }

  /// What is doubtful, in the words of a document.
  ///
  /// - Parameter written: How the document writes the value that is meant; nil for the usual way.
  /// - Returns: The problem, as ``problem`` gives it.
  package func problem(writing written: String?) -> String {
    switch kind {
    case .unreachable(let earlier, let name):
      "the rule never applies, since rule \(earlier + 1) \(name.inMessages) above it matches "
        + "every ticket that it matches"
    case .unreachableTogether(let earlier):
      "the rule never applies, since \(PolicyWarning.list(earlier)) above it together match "
        + "every ticket that it matches"
    case .sameTarget(let earlier):
      "the target promises the same as target \(earlier + 1): its breaches are counted twice"
    case .hidesWithoutPauses: "the due time is hidden while paused, but nothing pauses it"
    case .neverPauses:
      "nothing pauses it: it also runs while the ticket waits for the requester"
    case .neverDue(let calendar, let instant):
      "a clock that starts at \(instant) or later is never due, since the calendar "
        + "\(calendar.inMessages) is not open for so long from then on"
    case .pausedByEverything:
      "every wait pauses the clock, so whoever pauses the ticket stops it"
    case .pausedByDefinition(let clock):
      "\(clock.name) leaves that waiting time out already"
    case .countsAutomationInVain(let clock):
      "\"countsAutomation\" changes nothing, since no reply stops \(clock.name)"
    case .thresholdsWithoutLimit: "no alarm is raised, since without a limit nothing is due"
    case .onlyLateThresholds: "every alarm comes after the due time"
    case .thresholdBeforeStart(let threshold):
      "the alarm at \(written ?? threshold.text) comes no later than the clock starts"
    }
  }

  /// What would be clearer.
  public var remedy: String {
    switch kind {
    case .unreachable: "move it above, narrow the other rule, or leave it out"
    case .unreachableTogether: "move it above, narrow the other rules, or leave it out"
    case .sameTarget: "leave one of them out"
    case .hidesWithoutPauses:
      "name the waits in \"pausedBy\", or leave \"whilePaused\" out"
    case .neverPauses: "name the waits in \"pausedBy\", or write [] there"
    case .neverDue: "adopt a calendar with hours to come, or shorten the limit"
    case .pausedByEverything: "name only the waits that are not the helpdesk's own"
    case .pausedByDefinition: "leave \"pausedBy\" out"
    case .countsAutomationInVain: "leave it out"
    case .thresholdsWithoutLimit: "give it a limit, or leave the thresholds out"
    case .onlyLateThresholds: "add one before, for example \"75%\""
    case .thresholdBeforeStart: "use one that is nearer to the due time than the limit"
    }
  }

  /// The numbers of rules, as people count; of many only the first.
  private static func list(_ rules: [Int]) -> String {
    let shown = rules.prefix(rules.count > 5 ? 4 : 5).map { String($0 + 1) }
    let last = shown.count < rules.count ? "\(rules.count - shown.count) more" : shown.last ?? ""
    let others = shown.count < rules.count ? shown[...] : shown.dropLast()
    return "rules \(others.joined(separator: ", ")) and \(last)"
  }
}
