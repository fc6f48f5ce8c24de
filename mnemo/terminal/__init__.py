"""What the command line shows and plays: tables, certificate, progress, karaoke, quiz. Nothing is computed here."""
