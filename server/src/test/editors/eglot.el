;;; Plays an editing session in Emacs (eglot) against `mlrecipe lsp' and prints one line per thing that works.
;;; Environment: MLRECIPE_SERVER, the command line of the server; the working folder holds Net.mlpackage.
(require 'package)
(package-initialize)
(require 'eglot)
(require 'flymake)
(require 'cl-lib)

(define-derived-mode mlrecipe-mode prog-mode "mlrecipe")
(add-to-list 'eglot-server-programs
             (cons 'mlrecipe-mode (split-string (getenv "MLRECIPE_SERVER") "\n")))
(put 'mlrecipe-mode 'eglot-language-id "mlrecipe")
(setq eglot-sync-connect 60 eglot-autoshutdown nil flymake-no-changes-timeout 0.1 create-lockfiles nil
      make-backup-files nil auto-save-default nil)

(defun say (&rest words) ; standard error: the other one is buffered
  (message "%s" (mapconcat (lambda (w) (format "%s" w)) words " ")))

(defun await (what condition)
  (let ((end (+ (float-time) 60)))
    (while (and (< (float-time) end) (not (funcall condition)))
      (accept-process-output nil 0.05))
    (if (funcall condition) (say "OK" what)
      (say "FAILED" what)
      (dolist (d (flymake-diagnostics)) (say "shown:" (flymake-diagnostic-text d)))
      (kill-emacs 1))))

(defun shown (words)
  (cl-some (lambda (d) (string-match-p words (flymake-diagnostic-text d))) (flymake-diagnostics)))

(defvar progress nil)
(cl-defmethod eglot-handle-notification (_server (_method (eql $/progress)) &key _token value)
  (push value progress))
(cl-defmethod eglot-handle-request (_server (_method (eql window/workDoneProgress/create)) &rest _) nil)
(cl-defmethod eglot-client-capabilities :around (_server)
  (let ((all (cl-call-next-method)))
    (plist-put all :window '(:workDoneProgress t))))
(defun told (words)
  (cl-some (lambda (value) (string-match-p words (format "%S" value))) progress))

(with-current-buffer (find-file-noselect "Net.mlrecipe.yaml")
  (mlrecipe-mode)
  (apply #'eglot--connect (eglot--guess-contact))
  (flymake-mode 1)
  (await "diagnostics" (lambda () (flymake-start) (shown "unknown key")))
  (goto-char (point-min))
  (search-forward "nbit")
  (let ((labels (all-completions "nbit" (nth 2 (eglot-completion-at-point)))))
    (await "completion" (lambda () (cl-some (lambda (l) (string-match-p "nbits" l)) labels))))
  (search-backward "mode")
  (let ((hover (jsonrpc-request (eglot--current-server-or-lose) :textDocument/hover
                                (eglot--TextDocumentPositionParams))))
    (await "hover" (lambda () (string-match-p "mode" (format "%S" hover)))))
  (search-forward "nbit")
  (let* ((server (eglot--current-server-or-lose))
         (actions (jsonrpc-request
                   server :textDocument/codeAction
                   (list :textDocument (eglot--TextDocumentIdentifier)
                         :range (list :start (eglot--pos-to-lsp-position (- (point) 2))
                                      :end (eglot--pos-to-lsp-position (- (point) 1)))
                         :context (list :diagnostics [] :only ["quickfix"])))))
    (eglot--apply-workspace-edit (plist-get (aref actions 0) :edit))
    (eglot--signal-textDocument/didChange) ; no timer runs while nobody types
    (await "quick fix" (lambda () (flymake-start) (not (shown "unknown key"))))
    (save-buffer)
    (await "results after a save" (lambda () (flymake-start) (shown "SNR")))
    (await "the output" (lambda () (file-directory-p "out/Net.mlpackage")))
    (await "progress" (lambda () (told "\"end\"")))
    (when (getenv "MLRECIPE_LOCKED")
      (say "LOCK")
      (await "the lock" (lambda () (file-exists-p "locked")))
      (goto-char (point-min))
      (search-forward "nbits: 4")
      (delete-char -1)
      (insert "2")
      (save-buffer)
      (await "that the run waits" (lambda () (told "waiting")))
      (jsonrpc-request server :workspace/executeCommand
                       (list :command "mlrecipe.cancel"
                             :arguments (vector (eglot--path-to-uri (buffer-file-name)))))
      (await "cancel" (lambda () (flymake-start) (shown "cancelled by the user"))))
    (eglot-shutdown server nil 30)
    (await "the end of the server" (lambda () (not (jsonrpc-running-p server))))
    (say "DONE")))
