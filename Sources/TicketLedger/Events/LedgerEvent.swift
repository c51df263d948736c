/// Something that happened to the ledger as a whole, outside any one ticket's stream.
public enum LedgerEvent: Hashable, BitwiseCopyable, Sendable {
  /// The ledger came into being; the label is its origin. Always at position 0, and only there.
  case ledgerCreated
  /// A name got its number; the label is the name.
  case termDefined(TermID)
  /// A term got another name; the label is the new one.
  case termRenamed(TermID)
  /// A term is not to be used any more; its number stays its own.
  case termRetired(TermID)
  /// A person got a number; identity and name are words.
  case personRegistered(PersonID)
  /// A calendar was adopted; the label is its name, the document its content.
  case calendarAdopted(Adoption)
  /// A service-level policy was adopted; the label is its name, the document its content.
  case policyAdopted(Adoption)
  /// The ledger's own rules were set.
  case rulesAdopted(LedgerRules)
  /// Users were told about a service before they asked; what was said is the event's words.
  case noticeBroadcast(Notice)
  /// A probe or supervision tool saw something; the label says what.
  case signalRaised(Signal)
  /// A service-level threshold was reached.
  case alarmRaised(Alarm)
  /// A person's words were erased; the label is the legal basis.
  case personErased(Erasure)
  /// An import was carried out.
  case importAdvanced(ImportProgress)
  /// From here on the log's checkpoints are signed with this key; an Ed25519 public key, RFC 8032.
  case signingKeyAdopted(Bytes32)
}

extension LedgerEvent {
  /// What it adopts a calendar or policy by; nil for every other event.
  var adoption: Adoption? {
    switch self {
    case .calendarAdopted(let adoption), .policyAdopted(let adoption): adoption
    case .ledgerCreated, .termDefined, .termRenamed, .termRetired, .personRegistered,
      .rulesAdopted, .noticeBroadcast, .signalRaised, .alarmRaised, .personErased, .importAdvanced,
      .signingKeyAdopted:
      nil
    }
  }
}

/// The adoption of a document.
public struct Adoption: Hashable, BitwiseCopyable, Sendable {
  /// From when on it holds; nil is "always".
  public var effectiveFrom: Instant?

  /// Creates an adoption.
  public init(effectiveFrom: Instant? = nil) {
    self.effectiveFrom = effectiveFrom
  }
}

/// Proactive word to users.
public struct Notice: Hashable, BitwiseCopyable, Sendable {
  /// The service it is about; nil for all.
  public var service: TermID?

  /// Creates a notice.
  public init(about service: TermID?) {
    self.service = service
  }
}

/// Something a probe saw.
public struct Signal: Hashable, BitwiseCopyable, Sendable {
  /// The service it is about; nil where not known.
  public var service: TermID?
  /// How grave it is.
  public var severity: SignalSeverity

  /// Creates a signal.
  public init(about service: TermID?, severity: SignalSeverity) {
    self.service = service
    self.severity = severity
  }
}

/// A service-level threshold that was reached.
public struct Alarm: Hashable, BitwiseCopyable, Sendable {
  /// The ticket whose clock it is.
  public var ticket: TicketID
  /// The number of the clock.
  public var clock: UInt8
  /// Which run of the clock, from 1.
  public var cycle: UInt32
  /// The number of the threshold.
  ///
  /// It is the place of its target among the rule's targets for that clock, times
  /// ``thresholdsPerPolicy``, plus the threshold's place among the different ones of the policy in the
  /// order of its document, both from 0. Equal thresholds of different rules have one number.
  public var threshold: UInt16
  /// Where the policy that the clock follows was adopted.
  public var policy: Position
  /// When the threshold was reached.
  public var dueAt: Instant
  /// When the runner saw it.
  public var detectedAt: Instant

  /// The most different thresholds that a policy can have.
  public static let thresholdsPerPolicy = 1024

  /// Creates an alarm.
  public init(
    ticket: TicketID,
    clock: UInt8,
    cycle: UInt32,
    threshold: UInt16,
    policy: Position,
    dueAt: Instant,
    detectedAt: Instant
  ) {
    self.ticket = ticket
    self.clock = clock
    self.cycle = cycle
    self.threshold = threshold
    self.policy = policy
    self.dueAt = dueAt
    self.detectedAt = detectedAt
  }
}

/// The erasure of words.
public struct Erasure: Hashable, BitwiseCopyable, Sendable {
  /// Whose words.
  public var person: PersonID
  /// Which of them.
  public var scope: ErasureScope

  /// Creates an erasure.
  public init(of person: PersonID, scope: ErasureScope = .person) {
    self.person = person
    self.scope = scope
  }
}

/// How far an import has come.
public struct ImportProgress: Hashable, BitwiseCopyable, Sendable {
  /// The log imported from.
  public var source: TermID
  /// The rows of it that the ledger now holds as events, all runs together.
  public var rows: UInt64

  /// Creates the mark of an import.
  public init(source: TermID, rows: UInt64) {
    self.source = source
    self.rows = rows
  }
}
