import TicketLedger

/// What a ticket is opened with, and why it exists in the simulation.
struct Demand: BitwiseCopyable, Sendable {
  /// What is asked for.
  var kind: TicketKind
  /// The way it came.
  var channel: Channel
  /// Who asks; 0 where a machine does.
  var requester: UInt32
  /// What it is about.
  var service: Service
  var subcategory: UInt8
  var symptom: UInt8
  var site: UInt8
  var department: UInt8
  var asset: Asset
  /// From 1 (highest).
  var impact: UInt8
  var urgency: UInt8
  /// Why the ticket exists.
  var role = Role.plain

  /// Why a ticket exists.
  enum Role: BitwiseCopyable, Sendable {
    case plain
    /// Sent twice: another ticket, open until a moment, is the same.
    case duplicate(of: OpenTicket)
    /// The first ticket of an outbreak.
    case master(outbreak: Int)
    /// A later ticket of an outbreak.
    case victim(of: OpenTicket)
    /// The pattern of a resolved ticket came back.
    case recurrence(Chain)
    /// Looks for what is behind a chain of recurrences.
    case problem(Chain)
    /// Removes what a problem found.
    case change(problem: UInt32)
  }

  /// Another ticket, with the moment at which its course takes it out of the open ones.
  struct OpenTicket: BitwiseCopyable, Sendable {
    var number: UInt32
    var openUntil: Int64
  }

  /// The recurrences of one pattern so far.
  struct Chain: BitwiseCopyable, Sendable {
    /// How many tickets it has.
    var length = 0
    /// The numbers of the last three, latest first; 0 where there are fewer.
    var latest = InlineArray<3, UInt32>(repeating: 0)
    /// The requester of the first ticket.
    var origin: UInt32 = 0
    /// The problem ticket that was opened for it; nil before.
    var problem: OpenTicket?

    /// The chain with one more ticket.
    func adding(_ number: UInt32) -> Chain {
      var longer = self
      longer.length += 1
      longer.latest = [number, latest[0], latest[1]]
      return longer
    }
  }

  /// The chain the ticket continues, or begins.
  var chain: Chain {
    if case .recurrence(let chain) = role { chain } else { Chain(origin: requester) }
  }
}

/// A demand that takes the next arrival at or after a moment.
struct Revival: Comparable, BitwiseCopyable, Sendable {
  /// From when on, in milliseconds since 1970.
  let at: Int64
  /// The ticket it follows from.
  let origin: UInt32
  /// What comes.
  let demand: Demand

  static func == (lhs: Self, rhs: Self) -> Bool {
    (lhs.at, lhs.origin, lhs.demand.kind) == (rhs.at, rhs.origin, rhs.demand.kind)
  }

  static func < (lhs: Self, rhs: Self) -> Bool {
    (lhs.at, lhs.origin, lhs.demand.kind.rawValue) < (rhs.at, rhs.origin, rhs.demand.kind.rawValue)
  }
}
