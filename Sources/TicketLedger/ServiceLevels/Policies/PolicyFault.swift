/// What forbids the adoption of a policy, and where it stands.
public struct PolicyFault: Error, Hashable, Sendable {
  /// Where.
  public let path: PolicyPath
  /// What messages call the place: `rule “P1”, target 2 (resolution)`; empty for the whole policy.
  public let subject: String
  /// What is wrong.
  public let kind: Kind

  /// Creates the fault of a place in a policy.
  init(_ kind: Kind, at path: PolicyPath, in policy: ServicePolicy) {
    self.path = path
    self.kind = kind
    subject = policy.subject(of: path)
  }

  /// What can be wrong with a policy.
  public enum Kind: Hashable, Sendable {
    /// A name without a character.
    case emptyName(Named)
    /// A name past ``ServicePolicy/maximumNameSizeInBytes``.
    case longName(Named, String)
    /// A name with a control character or a line end, which a terminal would obey.
    case controlInName(Named)
    /// No rule at all.
    case noRules
    /// More rules than ``ServicePolicy/maximumRules``.
    case tooManyRules(Int)
    /// The name of an earlier rule, counted from 0.
    case duplicateRuleName(earlier: Int)
    /// A priority outside 1 to 9.
    case priorityOutOfRange(UInt8)
    /// Level 0.
    case levelZero
    /// More dimensions than a ticket can be classified by.
    case tooManyDimensions(Int)
    /// One of the ledger's own dimensions that no ticket is classified by.
    case notClassifying(dimension: String)
    /// A dimension without a term: nothing would match, or everything.
    case noTerms(dimension: String)
    /// A rule that promises nothing.
    case noTargets
    /// More targets in a rule than ``ServiceRule/maximumTargets``.
    case tooManyTargets(Int)
    /// More targets of one clock in a rule than ``ServiceRule/maximumTargetsOfOneClock``.
    case tooManyTargetsOfOneClock(ServiceClock, Int)
    /// Another way to follow changes, reopenings or automations than an earlier target of the same
    /// clock, counted from 0.
    case targetsDisagree(ServiceClock, earlier: Int)
    /// No limit on a clock that is not a mere measure.
    case limitMissing(ServiceClock)
    /// A limit of zero or less.
    case limitNotPositive
    /// A limit past ``TargetLimit/maximumDays``.
    case limitTooLong
    /// A calendar that is neither adopted nor given.
    case unknownCalendar(String)
    /// More thresholds in a target than ``ServiceTarget/maximumThresholds``.
    case tooManyThresholds(Int)
    /// More different thresholds in the policy than ``ServicePolicy/maximumThresholds``.
    case tooManyDifferentThresholds(Int)
    /// More dimensions of the host's own in the policy than a ledger can have.
    case tooManyOwnDimensions(Int)
    /// A share outside 1 to 1,000 percent.
    case percentOutOfRange(Int)
    /// An offset past ``TargetLimit/maximumDays``.
    case thresholdTooFar
    /// The instant of an earlier threshold, counted from 0.
    case duplicateThreshold(TargetThreshold, earlier: Int)
    /// A dimension that the catalogue does not have; told when a policy is stored.
    case unknownDimension(String)
    /// A team or term that the catalogue does not have; told when a policy is stored.
    case unknownTerm(String, dimension: String)
  }

  /// What a name can be of.
  public enum Named: String, Hashable, Sendable {
    /// A policy.
    case policy
    /// A rule of it.
    case rule
    /// A team that a rule matches.
    case team
    /// A dimension that a rule matches.
    case dimension
    /// A term of such a dimension.
    case term
    /// A calendar that a target counts by.
    case calendar
  }
}

extension PolicyFault: CustomStringConvertible {
  /// The place, what is wrong, and the remedy, in one line.
  public var description: String {
    (subject.isEmpty ? "" : subject + ": ") + "\(problem); \(remedy)"
  }

  /// What is wrong.
  public var problem: String {
    switch kind {
    case .emptyName(let named): "the \(named.rawValue)'s name is empty"
    case .longName(let named, let name):
      "the \(named.rawValue)'s name \(name.inMessages) has \(name.utf8.count) bytes"
    case .controlInName(let named): "the \(named.rawValue)'s name has a control character"
    case .noRules: "the policy has no rules"
    case .tooManyRules(let count): "the policy has \(count) rules"
    case .duplicateRuleName(let earlier): "rule \(earlier + 1) has the same name"
    case .priorityOutOfRange(let priority): "there is no priority \(priority)"
    case .levelZero: "there is no level 0"
    case .tooManyDimensions(let count): "the match names \(count) dimensions"
    case .notClassifying(let dimension): "tickets are not classified by \"\(dimension)\""
    case .noTerms(let dimension): "the match names no term of \(dimension.inMessages)"
    case .noTargets: "the rule has no targets"
    case .tooManyTargets(let count): "the rule has \(count) targets"
    case .tooManyTargetsOfOneClock(let clock, let count):
      "the rule has \(count) targets of \(clock.name)"
    case .targetsDisagree(let clock, let earlier):
      "target \(earlier + 1) lets \(clock.name) move otherwise"
    case .limitMissing(let clock): "the limit of \(clock.name) is missing"
    case .limitNotPositive: "the limit must be positive"
    case .limitTooLong: "the limit is longer than 100 years"
    case .unknownCalendar(let name): "there is no calendar \(name.inMessages)"
    case .tooManyThresholds(let count): "the target has \(count) thresholds"
    case .tooManyDifferentThresholds(let count):
      "the policy has \(count) different thresholds"
    case .tooManyOwnDimensions(let count): "the policy names \(count) dimensions of its own"
    case .percentOutOfRange(let share): "the threshold \(share)% is not from 1% to 1000%"
    case .thresholdTooFar: "the threshold is more than 100 years from the due time"
    case .duplicateThreshold(let threshold, let earlier):
      "threshold \(earlier + 1) is at \(threshold.text) already"
    case .unknownDimension(let name): "there is no dimension \(name.inMessages)"
    case .unknownTerm(let name, let dimension): "there is no \(dimension) \(name.inMessages)"
    }
  }

  /// What would be right.
  public var remedy: String {
    switch kind {
    case .emptyName: "give it one"
    case .longName: "use at most \(ServicePolicy.maximumNameSizeInBytes)"
    case .controlInName: "write it in one line of letters, digits and signs"
    case .noRules: "add at least one; a rule without \"match\" is for every ticket"
    case .tooManyRules: "use at most \(ServicePolicy.maximumRules)"
    case .duplicateRuleName: "give each rule a name of its own"
    case .priorityOutOfRange: "use 1, the highest, to 9"
    case .levelZero: "levels begin at 1"
    case .tooManyDimensions:
      "a ticket is classified by at most \(Classification.maximumCount)"
    case .notClassifying:
      "use \(ServicePolicy.classifyingNames) or a dimension of your own"
    case .noTerms: "name at least one, or leave the dimension out to allow any"
    case .noTargets:
      "add one, for example {\"clock\": \"resolution\", \"limit\": \"8h\"}; "
        + "to promise nothing, measure: {\"clock\": \"agentWork\"}"
    case .tooManyTargets: "use at most \(ServiceRule.maximumTargets)"
    case .tooManyTargetsOfOneClock: "use at most \(ServiceRule.maximumTargetsOfOneClock)"
    case .targetsDisagree:
      "give both the same \"onChange\", \"onReopening\" and \"countsAutomation\""
    case .limitMissing: "add for example \"limit\": \"4h\"; requesterWait and agentWork need none"
    case .limitNotPositive, .limitTooLong: "write for example \"4h\""
    case .unknownCalendar: "adopt it first, or give its file along"
    case .tooManyThresholds: "use at most \(ServiceTarget.maximumThresholds)"
    case .tooManyDifferentThresholds:
      "use at most \(ServicePolicy.maximumThresholds), in all targets together"
    case .tooManyOwnDimensions: "a ledger has room for \(TermDimension.maximumOfHost)"
    case .percentOutOfRange: "write for example \"75%\""
    case .thresholdTooFar: "write for example \"-30m\""
    case .duplicateThreshold: "leave one of them out"
    case .unknownDimension, .unknownTerm: "check the spelling, or define it first"
    }
  }
}
