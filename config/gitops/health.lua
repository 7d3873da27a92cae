-- Argo CD's health of any kind of docket.dev, as kstatus computes it: Stalled is Degraded, Ready is Healthy, the rest is Progressing.
-- Whether a check passes is no matter of health: a failing check must not block a rollout.
local health = { status = "Progressing", message = "Waiting for the operator" }
if obj.status == nil or obj.status.conditions == nil then
  return health
end
if obj.status.observedGeneration ~= obj.metadata.generation then
  health.message = "Waiting for the operator to see the newest change"
  return health
end
local by_type = {}
for _, condition in ipairs(obj.status.conditions) do
  by_type[condition.type] = condition
end
local stalled = by_type["Stalled"]
if stalled ~= nil and stalled.status == "True" then
  return { status = "Degraded", message = stalled.message }
end
local reconciling = by_type["Reconciling"]
if reconciling ~= nil and reconciling.status == "True" then
  health.message = reconciling.message
  return health
end
local ready = by_type["Ready"]
if ready == nil then
  return health
end
health.message = ready.message
if ready.status == "True" then
  health.status = "Healthy"
end
return health
