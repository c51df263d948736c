import ArgumentParser
import TicketLedger

/// A person as the command line names one: by what identifies them outside, or by the ledger's number.
///
/// Never by either, whichever fits: an identity may be digits too, and who is erased must not be guessed.
enum NamedPerson {
  case identity(String)
  case number(PersonID)

  /// Exactly one of both; nil where there is none, or both.
  init?(identity: String?, number: UInt32?) {
    switch (identity, number) {
    case (let identity?, nil): self = .identity(identity)
    case (nil, let number?): self = .number(PersonID(number))
    default: return nil
    }
  }

  var reference: PersonReference {
    switch self {
    case .identity(let identity): .identity(identity)
    case .number(let number): .number(number)
    }
  }

  /// The number that the ledger gave them; nil where who had the identity was erased.
  func number(in ledger: Ledger) throws -> PersonID? {
    switch self {
    case .number(let person):
      guard ledger.read({ $0.catalogue.registration(of: person) }) != nil else {
        throw Problem("no person has the number \(person.rawValue)")
      }
      return person
    case .identity(let identity):
      if let person = try ledger.person(identifiedBy: identity) { return person }
      if try ledger.isFenced(identity) { return nil }
      throw Problem(
        "nobody is identified by \(Terminal.harmless(identity)); --number N names a person by the "
          + "ledger's number"
      )
    }
  }
}
