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
    /// An earlier target of the rule, counted from 0, promises the same by the same clock.
    case sameTarget(earlier: Int)
    /// The due time would be hidden by a pause, and nothing pauses the target.
    case hidesWithoutPauses
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
  public var problem: String {
    switch kind {
    case .unreachable(let earlier, let name):
      "the rule never applies, since rule \(earlier + 1) \(name.inMessages) above it matches "
        + "every ticket that it matches"
    case .sameTarget(let earlier):
      "the target promises the same as target \(earlier + 1): its breaches are counted twice"
    case .hidesWithoutPauses: "the due time is hidden while paused, but nothing pauses it"
    case .pausedByEverything:
      "every wait pauses the clock, so whoever pauses the ticket stops it"
    case .pausedByDefinition(let clock):
      "\(clock.name) leaves that waiting time out already"
    case .countsAutomationInVain(let clock):
      "\"countsAutomation\" changes nothing, since no reply stops \(clock.name)"
    case .thresholdsWithoutLimit: "no alarm is raised, since without a limit nothing is due"
    case .onlyLateThresholds: "every alarm comes after the due time"
    case .thresholdBeforeStart(let threshold):
      "the alarm at \(threshold.text) comes no later than the clock starts"
    }
  }

  /// What would be clearer.
  public var remedy: String {
    switch kind {
    case .unreachable: "move it above, narrow the other rule, or leave it out"
    case .sameTarget: "leave one of them out"
    case .hidesWithoutPauses:
      "name the waits in \"pausedBy\", or leave \"whilePaused\" out"
    case .pausedByEverything: "name only the waits that are not the helpdesk's own"
    case .pausedByDefinition: "leave \"pausedBy\" out"
    case .countsAutomationInVain: "leave it out"
    case .thresholdsWithoutLimit: "give it a limit, or leave the thresholds out"
    case .onlyLateThresholds: "add one before, for example \"75%\""
    case .thresholdBeforeStart: "use one that is nearer to the due time than the limit"
    }
  }
}
