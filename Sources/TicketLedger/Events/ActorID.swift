/// Who made an event happen.
public enum ActorID: Hashable, BitwiseCopyable, Sendable {
  /// A requester or an agent.
  case person(PersonID)
  /// A program acting by itself; the term names it and its version.
  case automation(TermID)
  /// A probe or supervision tool.
  case monitoring(TermID)
  /// An import from another system's log, named by the term.
  case importer(TermID)
  /// The ledger itself: its creation, and terms and persons registered on first use.
  case ledger
}
