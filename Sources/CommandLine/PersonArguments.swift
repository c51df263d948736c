import ArgumentParser
import TicketLedger

extension Ledger {
  /// The person that a word of the command line names: by what identifies them outside, or else by the
  /// ledger's number.
  func personReference(_ text: String) throws -> PersonReference {
    if !isSealed || keyStatus?.isOpen == true, try person(identifiedBy: text) != nil {
      return .identity(text)
    }
    if let number = UInt32(text), String(number) == text { return .number(PersonID(number)) }
    return .identity(text)
  }

  /// The number of the person that a word of the command line names.
  func personNumber(_ text: String) throws -> PersonID {
    switch try personReference(text) {
    case .number(let person):
      guard read({ $0.catalogue.registration(of: person) }) != nil else {
        throw Problem("no person has the number \(person.rawValue)")
      }
      return person
    case .identity(let identity):
      guard let person = try person(identifiedBy: identity) else {
        throw Problem(
          "nobody is identified by \(Terminal.harmless(identity)); who was erased is named by number"
        )
      }
      return person
    }
  }
}
