-- Plays an editing session in Neovim against `mlrecipe lsp` and prints one line per thing that works.
-- Environment: MLRECIPE_SERVER, the command line of the server; the working folder holds Net.mlpackage.
local recipe = vim.fn.getcwd() .. '/Net.mlrecipe.yaml'
local patience = 60000

local function say(...)
  io.stdout:write(table.concat({ ... }, ' '), '\n')
  io.stdout:flush()
end

local function await(what, condition)
  if not vim.wait(patience, condition, 20) then
    say('FAILED', what)
    for _, d in ipairs(vim.diagnostic.get(0)) do
      say('shown:', tostring(d.code), d.message)
    end
    vim.cmd('cquit 1')
  end
  say('OK', what)
end

local function shown(code)
  for _, d in ipairs(vim.diagnostic.get(0)) do
    if d.code == code or (d.user_data and d.user_data.lsp and d.user_data.lsp.code == code) then
      return d
    end
  end
end

local function ask(method, params)
  local answers = vim.lsp.buf_request_sync(0, method, params, patience) or {}
  for _, answer in pairs(answers) do
    return answer.result
  end
end

local function at(line, character)
  return { textDocument = vim.lsp.util.make_text_document_params(0), position = { line = line, character = character } }
end

vim.cmd('edit ' .. vim.fn.fnameescape(recipe))
local progress = {}
vim.lsp.handlers['$/progress'] = function(_, result)
  table.insert(progress, result)
end
local id = vim.lsp.start_client({
  name = 'mlrecipe',
  cmd = vim.split(os.getenv('MLRECIPE_SERVER'), '\n'),
  root_dir = vim.fn.getcwd(),
  get_language_id = function() return 'mlrecipe' end,
})
vim.lsp.buf_attach_client(0, id)

await('diagnostics', function() return shown('unknown-key') end)

local line = shown('unknown-key').lnum
local items = ask('textDocument/completion', at(line, 6))
local labels = {}
for _, item in ipairs(items.items or items) do
  labels[item.label] = true
end
await('completion', function() return labels['nbits'] end)

local hover = ask('textDocument/hover', at(line - 1, 4))
await('hover', function() return hover and hover.contents.value:find('mode') end)

local finding = shown('unknown-key')
local range = { start = { line = finding.lnum, character = finding.col }, ['end'] = { line = finding.end_lnum, character = finding.end_col } }
local actions = ask('textDocument/codeAction', {
  textDocument = vim.lsp.util.make_text_document_params(0),
  range = range,
  context = { diagnostics = { finding.user_data.lsp }, only = { 'quickfix' } },
})
vim.lsp.util.apply_workspace_edit(actions[1].edit, 'utf-16')
await('quick fix', function() return not shown('unknown-key') end)

vim.cmd('silent write')
await('results after a save', function() return shown('layer-result') end)
await('the output', function() return vim.fn.isdirectory('out/Net.mlpackage') == 1 end)
await('progress', function()
  for _, p in ipairs(progress) do
    if p.value.kind == 'end' then return true end
  end
end)

-- Another run holds the output until this one is cancelled; the lock file is that of the test that started us.
if os.getenv('MLRECIPE_LOCKED') then
  say('LOCK')
  await('the lock', function() return vim.fn.filereadable('locked') == 1 end)
  vim.api.nvim_buf_set_lines(0, line, line + 1, false, { '  nbits: 2' })
  vim.cmd('silent write')
  await('that the run waits', function()
    for _, p in ipairs(progress) do
      if p.value.message and p.value.message:find('waiting') then return true end
    end
  end)
  ask('workspace/executeCommand', { command = 'mlrecipe.cancel', arguments = { vim.uri_from_bufnr(0) } })
  await('cancel', function() return shown('run-cancelled') end)
end

vim.lsp.stop_client(id)
await('the end of the server', function() return vim.lsp.client_is_stopped(id) end)
say('DONE')
vim.cmd('qall!')
