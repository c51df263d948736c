import TicketLedger

// The names of what the ledger counts.
extension ServiceClock {
  /// What it is called in a report.
  var phrase: Phrase {
    switch self {
    case .firstResponse: Phrase("First response", "Première réponse")
    case .ownership: Phrase("Ownership", "Prise en charge")
    case .nextResponse: Phrase("Next response", "Réponse suivante")
    case .update: Phrase("Update", "Point d’avancement")
    case .resolution: Phrase("Resolution", "Résolution")
    case .requesterWait:
      Phrase("Resolution, without requesters’ time", "Résolution, hors attente du demandeur")
    case .agentWork: Phrase("Agents’ time", "Temps des techniciens")
    case .teamResponse: Phrase("Team’s response", "Réponse de l’équipe")
    case .teamResolution: Phrase("Team’s resolution", "Résolution par l’équipe")
    }
  }
}

extension CauseClass {
  /// What it is called in a report.
  var phrase: Phrase {
    switch self {
    case .unknown: Phrase("Unknown", "Inconnue")
    case .technicalFault: Phrase("Technical fault", "Défaut technique")
    case .usageError: Phrase("Usage error", "Erreur d’usage")
    case .trainingGap: Phrase("Training gap", "Manque de formation")
    case .ergonomics: Phrase("Ergonomics", "Ergonomie")
    case .documentation: Phrase("Documentation", "Documentation")
    case .access: Phrase("Access", "Accès")
    case .external: Phrase("External", "Externe")
    }
  }

  /// Whether better use, training, ergonomics, documentation or access would have prevented it.
  var isAvoidable: Bool {
    switch self {
    case .usageError, .trainingGap, .ergonomics, .documentation, .access: true
    case .unknown, .technicalFault, .external: false
    }
  }
}

extension ReportContent.TrustPart {
  /// What it is called in a report.
  var name: Phrase {
    switch self {
    case .ratings: .partRatings
    case .messages: .partMessages
    case .promises: .partPromises
    case .lasting: .partLasting
    }
  }
}
