import Foundation
import TicketLedger

/// What lies where a ledger is named.
enum LedgerPlace {
  /// A ledger, with its first event at least.
  case ledger
  /// Nothing, or a folder in which a ledger can be made.
  case vacant
  /// A file of a log without any event, as a process leaves it that dies while it makes a ledger, or of
  /// something else; with what opening says of it.
  case unfinished(LedgerError)

  /// Looks at a place, and makes nothing there.
  ///
  /// - Throws: What opening the ledger throws: what cannot be opened is not taken for nothing. So does a
  ///   file in the place of the folder, and a folder of other files.
  init(at path: String) async throws {
    do {
      let options = Ledger.Options(access: .readOnly, projections: [])
      let ledger = try await Ledger.open(at: path, options: options)
      await ledger.close()
      self = .ledger
    } catch LedgerError.storage(let failure) where failure.reason == .notFound {
      guard !LedgerPlace.isLink(path) else {
        throw Problem(
          "\(path): this is a link that leads nowhere; mend it, or name another place with --ledger",
          exitCode: 3
        )
      }
      self = .vacant
    } catch LedgerError.storage(let failure) where failure.reason == .notALedger {
      let attributes = try? FileManager.default.attributesOfItem(atPath: path + "/data.mdb")
      if let size = attributes?[.size] as? Int {
        // An empty one was emptied.
        guard size > 0 else { throw LedgerError.storage(failure) }
        self = .unfinished(.storage(failure))
      } else if LedgerPlace.isEmptyFolder(path) {
        self = .vacant
      } else {
        // Another process may have made it between the two looks.
        guard FileManager.default.fileExists(atPath: path + "/data.mdb") else {
          throw LedgerError.storage(failure)
        }
        self = .unfinished(.storage(failure))
      }
    } catch {
      throw error
    }
  }

  private static func isLink(_ path: String) -> Bool {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    return attributes?[.type] as? FileAttributeType == .typeSymbolicLink
  }

  /// Whether the store would make a log in the folder: names beginning with a dot are the system's own,
  /// and a lock file in which nothing stands, or a draft, is left by who died early.
  private static func isEmptyFolder(_ path: String) -> Bool {
    let files = FileManager.default
    guard let names = try? files.contentsOfDirectory(atPath: path) else { return false }
    return names.allSatisfy { name in
      guard name == "lock.mdb" else { return name.hasPrefix(".") || name == "data.mdb.new" }
      let size = try? files.attributesOfItem(atPath: path + "/lock.mdb")[.size] as? Int
      return size == 0
    }
  }
}
