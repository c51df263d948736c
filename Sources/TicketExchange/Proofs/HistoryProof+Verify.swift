import Foundation
import TicketLedger
package import Transparency

extension HistoryProof {
  /// What a history proves.
  package struct Verified {
    /// The checkpoint that all events are in.
    package let checkpoint: Checkpoint
    /// The events, decoded from what was hashed, as `ticket` answers them.
    package let events: [JSONObject]
  }

  /// Why a history proves nothing.
  package struct Refusal: Error, CustomStringConvertible {
    /// The event that is wrong; nil where it is the checkpoint.
    package let position: UInt64?
    package let description: String
  }

  /// Checks signature, proofs, order, links and contents, and reads the events from their bytes.
  ///
  /// - Parameter policy: Whose signatures are believed.
  /// - Returns: The checkpoint, and the events as they were.
  /// - Throws: ``Refusal``, for the first thing that is wrong.
  package func verify(policy: CheckpointPolicy) throws(Refusal) -> Verified {
    let checkpoint: Checkpoint
    do {
      checkpoint = try policy.open(self.checkpoint).checkpoint
    } catch {
      throw Refusal(position: nil, description: "the checkpoint: \(error)")
    }
    var proven = ProvenNames()
    for entry in names {
      let (recorded, label) = try entry.proven(in: checkpoint)
      guard proven.take(recorded, label) else {
        throw Refusal(position: entry.position, description: "it names nothing, or is out of order")
      }
    }
    var erased: Set<PersonID> = []
    for entry in erasures {
      let (recorded, _) = try entry.proven(in: checkpoint)
      guard case .ledger(.personErased(let erasure)) = recorded.event else {
        throw Refusal(position: entry.position, description: "it is no erasure of a person")
      }
      erased.insert(erasure.person)
    }
    var requester: PersonID?
    var previous: RecordedEvent?
    var objects: [JSONObject] = []
    for entry in events {
      let (recorded, label) = try entry.proven(in: checkpoint)
      try check(recorded, after: previous)
      if previous == nil, (label ?? "\(number)") != ticket {
        throw Refusal(
          position: entry.position,
          description: "it opened the ticket \(label ?? "\(number)"), and not \(ticket)"
        )
      }
      if case .ticket(.opened(let opening)) = recorded.event { requester = opening.requester }
      let names = proven.names(before: entry.position)
      var words = try entry.words()
      if words == .missing, let requester, erased.contains(requester) { words = .erased }
      var object = EventJSON.object(of: recorded, label: label, words: words, names: names)
      // Whether the ledger has them, the file cannot tell.
      if words == .missing { object["unreadable"] = "withheld" }
      objects.append(object)
      previous = recorded
    }
    guard previous != nil else { throw Refusal(position: nil, description: "it holds no event") }
    return Verified(checkpoint: checkpoint, events: objects)
  }

  private func check(
    _ recorded: RecordedEvent,
    after previous: RecordedEvent?
  ) throws(Refusal) {
    let position = recorded.position.rawValue
    guard recorded.ticket?.rawValue == number else {
      throw Refusal(position: position, description: "it is no event of ticket number \(number)")
    }
    guard recorded.revision == (previous?.revision ?? 0) + 1,
      recorded.previous == previous?.position
    else {
      throw Refusal(
        position: position,
        description: "it does not follow on the event before it in the file: one is left out"
      )
    }
  }
}

extension HistoryProof {
  /// One event as it was hashed, with numbers where there are no names; nil where it cannot be read.
  package static func event(_ envelope: [UInt8], at position: UInt64) -> JSONObject? {
    let bytes = unsafe envelope.span.bytes
    guard let recorded = try? Envelope.decode(bytes, at: Position(position)) else { return nil }
    let label = try? Envelope.label(of: bytes)
    let digest = try? Envelope.digest(of: bytes)
    var hasWords = digest != nil
    switch recorded.event {
    case .ledger(.calendarAdopted), .ledger(.policyAdopted): hasWords = false
    case .ledger, .ticket: break
    }
    var object = EventJSON.object(
      of: recorded,
      label: label,
      words: hasWords ? .sealed : .none,
      names: ProvenNames.Names()
    )
    if case .ledger(.signingKeyAdopted(let key)) = recorded.event {
      var fields = object["fields"]?.object ?? JSONObject()
      fields["key"] = .string(Data(key.bytes).base64EncodedString())
      object["fields"] = .object(fields)
    }
    return object
  }
}

extension HistoryProof.Entry {
  /// Checks the proof, then decodes what it proves.
  fileprivate func proven(
    in checkpoint: Checkpoint
  ) throws(HistoryProof.Refusal) -> (RecordedEvent, String?) {
    do {
      let proof = InclusionProof(index: position, size: checkpoint.size, path: path)
      try proof.verify(leaf: Hash.leaf(envelope), root: checkpoint.root)
      let bytes = unsafe envelope.span.bytes
      let recorded = try Envelope.decode(bytes, at: Position(position))
      return (recorded, try Envelope.label(of: bytes))
    } catch {
      throw HistoryProof.Refusal(position: position, description: "\(error)")
    }
  }

  /// The words in the content, once its digest is the one in the proven envelope.
  fileprivate func words() throws(HistoryProof.Refusal) -> EventWords {
    do {
      let digest = try unsafe Envelope.digest(of: envelope.span.bytes)
      guard let content else { return digest == nil ? .none : .missing }
      guard digest == Content.digest(of: content) else {
        throw HistoryProof.Refusal(
          position: position,
          description: "its content is not the one whose digest it holds"
        )
      }
      return try Content.words(withoutKeys: content)
    } catch let refusal as HistoryProof.Refusal {
      throw refusal
    } catch {
      throw HistoryProof.Refusal(position: position, description: "its content: \(error)")
    }
  }
}

/// The names that proven events gave, each from its position on.
private struct ProvenNames {
  private var given: [(position: UInt64, term: TermID, name: String)] = []

  mutating func take(_ recorded: RecordedEvent, _ label: String?) -> Bool {
    guard case .ledger(let event) = recorded.event, let label,
      given.last.map({ $0.position < recorded.position.rawValue }) ?? true
    else { return false }
    switch event {
    case .termDefined(let term), .termRenamed(let term):
      given.append((recorded.position.rawValue, term, label))
      return true
    default: return false
    }
  }

  func names(before position: UInt64) -> Names {
    var names = Names()
    for name in given where name.position < position { names.names[name.term] = name.name }
    return names
  }

  struct Names: EventNames {
    var names: [TermID: String] = [:]

    func name(of term: TermID) -> String? { names[term] }

    func name(of dimension: TermDimension) -> String {
      dimension.builtInName ?? dimension.definingTerm.flatMap { names[$0] }
        ?? "dimension \(dimension.rawValue)"
    }

    func identity(of person: PersonID) -> String? { nil }
    func reference(of ticket: TicketID) -> String? { nil }
  }
}
