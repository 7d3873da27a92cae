#!/usr/bin/env sh
# Creates a kind cluster, builds and loads the image, installs the chart and sees that it works. Needs docker, kind, kubectl and helm, and
# leaves the cluster behind only when KEEP is set. Nobody has run it yet.
set -eu
cd "$(dirname "$0")/.."

version=v$(sed -n 's/^appVersion: //p' charts/docket/Chart.yaml)
cleanup() { [ -n "${KEEP:-}" ] || kind delete cluster --name docket; }
trap cleanup EXIT

kind create cluster --config config/kind/cluster.yaml --wait 120s
docker build --tag "docket:$version" .
kind load docker-image "docket:$version" --name docket

helm install docket charts/docket --namespace docket-system --create-namespace --set 'extraArgs={--allow-fixtures}' --wait --timeout 3m
kubectl label namespace docket-system pod-security.kubernetes.io/enforce=restricted
kubectl -n docket-system rollout restart deployment/docket
kubectl -n docket-system rollout status deployment/docket --timeout=3m

kubectl apply -f config/demo
kubectl wait --for=condition=Ready --timeout=60s incidentsource --all
kubectl wait --for=condition=Compliant=false --timeout=60s compliancecheck/payments-incident-closed
kubectl get docket

helm uninstall docket --namespace docket-system --wait
kubectl get incidents
