import Dispatch
import Foundation
import LedgerStore

/// Whose words cannot be read any more, though nobody erased them.
struct LostKeys {
  /// The owners of the keys; nil for all of them.
  let owners: Set<KeyOwner>?

  var isEmpty: Bool { owners?.isEmpty ?? false }

  func contains(_ owner: KeyOwner) -> Bool { owners?.contains(owner) ?? true }
}

/// Compares a sealed ledger's file of keys with what the log says of persons; needs no key.
struct KeyFileCheck {
  private let folder: String
  private let findings: VerificationFindings
  /// Whether a file that is missing is a problem.
  private let expectsKeys: Bool
  /// Whether some events are missing or wrong, so that persons may have been registered or erased of
  /// whom nothing is known.
  private let isDamaged: Bool

  init(in folder: String, expectsKeys: Bool, isDamaged: Bool, _ findings: VerificationFindings) {
    self.folder = folder
    self.expectsKeys = expectsKeys
    self.isDamaged = isDamaged
    self.findings = findings
  }

  /// How long to wait before looking again, in seconds.
  ///
  /// A writer between log and file may have to wait for a core itself. Only what is wrong for good costs
  /// the whole time.
  private static let pauses = [0.05, 0.1, 0.2, 0.4, 0.8]

  /// Checks, where the ledger is sealed.
  ///
  /// A key is made before the log says whose it is, and destroyed after the log has said so. So what
  /// was found counts only where it is found again beside what the log says later.
  ///
  /// - Parameters:
  ///   - snapshot: The log.
  ///   - persons: Reads what the log says now.
  /// - Returns: Whose keys are lost.
  /// - Throws: ``LedgerError/storage(_:)`` where the file, or the log, cannot be read.
  func check(
    in snapshot: borrowing LogSnapshot,
    persons: () throws(LedgerError) -> LoggedPersons
  ) throws(LedgerError) -> LostKeys {
    guard let origin = try LedgerError.wrapping({ try KeyFileCheck.origin(in: snapshot) }) else {
      return LostKeys(owners: [])
    }
    var found = try audit(origin, try persons())
    for seconds in KeyFileCheck.pauses where !found.isEmpty {
      Thread.sleep(forTimeInterval: seconds)
      let again = try audit(origin, try persons())
      found = found.filter(again.contains)
    }
    return report(found)
  }

  /// The origin of a sealed ledger; nil where the ledger is plain, or its first event cannot be read.
  static func origin(in snapshot: borrowing LogSnapshot) throws(StoreError) -> String? {
    guard let first = try snapshot.value(in: .events, at: 0),
      let commitments = try? Envelope.commitments(of: first), !commitments.isEmpty
    else { return nil }
    return (try? Envelope.label(of: first)) ?? ""
  }

  private func audit(
    _ origin: String,
    _ persons: LoggedPersons
  ) throws(LedgerError) -> [KeyFileFinding] {
    do throws(KeyFailure) {
      return try KeyFile.audit(
        in: folder,
        origin: origin,
        registered: UInt32(clamping: persons.registered),
        erased: persons.erased
      )
    } catch {
      throw LedgerError(error)
    }
  }

  private func report(_ found: [KeyFileFinding]) -> LostKeys {
    var lost: Set<KeyOwner> = []
    for finding in found {
      switch finding {
      case .noFile where !expectsKeys:
        findings.note("there is no file of keys, which was not asked for: words cannot be read")
        return LostKeys(owners: [])
      case .unendedErasure:
        findings.note("keys: \(finding)")
      case .unrecordedErasure where isDamaged, .missingKey where isDamaged:
        findings.note("not judged, since the log itself is damaged: keys: \(finding)")
      default: findings.add(VerificationProblem(finding))
      }
      switch finding {
      case .noFile, .unusable: return LostKeys(owners: nil)
      case .damagedSlot(let owner), .missingKey(let owner): lost.insert(owner)
      case .unrecordedErasure(let person): lost.insert(.person(person))
      default: break
      }
    }
    return LostKeys(owners: lost)
  }
}

extension VerificationProblem {
  /// What is wrong with the file of keys; the audit names the remedy after a semicolon.
  fileprivate init(_ finding: KeyFileFinding) {
    let parts = "\(finding)".split(separator: ";", maxSplits: 1)
    let what = parts.first.map(String.init) ?? ""
    let text = what.hasPrefix("keys") ? what : "keys: \(what)"
    let remedy = parts.count > 1 ? parts[1].trimmingPrefix { $0 == " " } : nil
    switch finding {
    case .keyOfErased(let person):
      self.init(.unerasedKey, person: person, text, remedy: remedy.map(String.init))
    case .damagedSlot(.person(let person)), .missingKey(.person(let person)),
      .strayCopy(.person(let person)), .unrecordedErasure(let person):
      self.init(.key, person: person, text, remedy: remedy.map(String.init))
    default: self.init(.key, text, remedy: remedy.map(String.init))
    }
  }
}
